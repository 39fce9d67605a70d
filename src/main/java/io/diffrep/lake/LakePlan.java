package io.diffrep.lake;

import io.diffrep.image.DecodeSettings;
import io.diffrep.image.ImageRejected;
import io.diffrep.image.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the files of a lake are, decided on the driver from names and, for containers, headers: the
 * count of images that it promises comes from here, not from what reading gives.
 */
final class LakePlan {
  private static final Logger LOG = LoggerFactory.getLogger(LakePlan.class);

  /** Deflate never does better than 1032:1. */
  private static final long MOST_COMPRESSION = 1032;

  /** A header that promises more than this is doubted if its file could not hold as much. */
  private static final int DOUBTFUL_COUNT = 1_000_000;

  private final Configuration hadoop;
  private final DecodeSettings settings;
  private final List<Source> sources = new ArrayList<>();

  private LakePlan(Configuration hadoop, DecodeSettings settings) {
    this.hadoop = hadoop;
    this.settings = settings;
  }

  /**
   * Plans a lake.
   *
   * @param files its files, sorted by path
   * @param hadoop settings of its file system
   * @param settings limits that containers' headers are held to
   */
  static LakePlan of(List<LakeFile> files, Configuration hadoop, DecodeSettings settings) {
    LakePlan plan = new LakePlan(hadoop, settings);
    Map<String, LakeFile> labels = new HashMap<>();
    Map<String, LakeFile> images = new HashMap<>();
    for (LakeFile file : files) {
      IdxName name = IdxName.of(file);
      if (name != null) {
        keep(name.images() ? images : labels, name, file);
      }
    }
    for (LakeFile file : files) {
      IdxName name = IdxName.of(file);
      if (name == null) {
        plan.sources.add(new ImageFile(file));
      } else if (name.images() && images.get(name.key()) == file) {
        plan.addIdx(file, name, labels.get(name.key()));
      } else if (!name.images() && !images.containsKey(name.key())) {
        LOG.warn("{} holds labels, and no images of its name lie beside it: ignored", file.path());
      }
    }
    return plan;
  }

  /** Of a file and its compressed copy one is taken, or each image would count twice. */
  private static void keep(Map<String, LakeFile> kept, IdxName name, LakeFile file) {
    LakeFile other = kept.get(name.key());
    boolean replaces = other == null || !name.compressed();
    if (other != null) {
      LOG.warn(
          "{} and {} hold the same: the first is taken",
          replaces ? file.path() : other.path(),
          replaces ? other.path() : file.path());
    }
    if (replaces) {
      kept.put(name.key(), file);
    }
  }

  private void addIdx(LakeFile file, IdxName name, LakeFile labelFile) {
    IdxHeader header;
    try {
      header = IdxHeader.ofImages(file, hadoop);
      check(file, header);
    } catch (ImageRejected e) {
      sources.add(new RejectedFile(file, e));
      return;
    }
    byte[] labels = new byte[0];
    if (labelFile != null) {
      IdxLabels read = IdxLabels.read(labelFile, hadoop, header.count());
      labels = read.values();
      if (read.fault() != null) {
        sources.add(new RejectedFile(labelFile, read.fault()));
      }
    }
    sources.add(new IdxImages(file, header, name.split(), labels));
  }

  private void check(LakeFile file, IdxHeader header) throws ImageRejected {
    if (header.memberBytes() > settings.maxPixels()) {
      throw new ImageRejected(
          Reason.TOO_LARGE,
          "its images have "
              + header.width()
              + " x "
              + header.height()
              + " pixels, and the limit (max-pixels) is "
              + settings.maxPixels());
    }
    // A corrupt count would otherwise become up to two thousand million rows of quarantine.
    if (header.count() > DOUBTFUL_COUNT
        && header.memberBytes() > file.length() * MOST_COMPRESSION / header.count()) {
      throw new ImageRejected(
          Reason.UNREADABLE,
          "its header promises "
              + header.count()
              + " images, far more than its "
              + file.length()
              + " bytes can hold");
    }
  }

  /** The sources, in the order of their paths. */
  List<Source> sources() {
    return sources;
  }

  /** Images that the lake promises. */
  long promised() {
    return sources.stream().mapToLong(Source::promised).sum();
  }

  /** How splits are decided. */
  SplitRule splits(double testShare) {
    boolean given = sources.stream().anyMatch(source -> source.split() != null);
    if (given && testShare > 0) {
      LOG.info("the lake gives its own splits: test-share {} is not used", testShare);
    }
    return new SplitRule(given, testShare);
  }

  /**
   * The sources in bundles, one per task; in array lists, which Kryo can make.
   *
   * @param slots tasks that run at the same time
   */
  List<List<Source>> bundles(int slots) {
    long total = sources.stream().mapToLong(Source::cost).sum();
    // A few tasks per slot even out their lengths; 64 MiB at most, so that a lost one costs little.
    long limit = Math.max(1 << 20, Math.min(64 << 20, total / (4L * slots)));
    List<List<Source>> bundles = new ArrayList<>();
    long cost = limit;
    for (Source source : sources) {
      if (cost >= limit) {
        bundles.add(new ArrayList<>());
        cost = 0;
      }
      bundles.get(bundles.size() - 1).add(source);
      cost += source.cost();
    }
    return bundles;
  }
}
