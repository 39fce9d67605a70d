package io.diffrep.lake;

import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageDecoder;
import io.diffrep.image.ImageRejected;
import io.diffrep.image.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/** A plain file: one image, whatever its name says. Its label is the name of its folder. */
final class ImageFile implements Source {
  private static final long serialVersionUID = 1L;

  /** What opening a file costs, in bytes that could have been read meanwhile. */
  private static final long OPENING = 1 << 16;

  private final LakeFile file;

  ImageFile(LakeFile file) {
    this.file = file;
  }

  @Override
  public long promised() {
    return 1;
  }

  @Override
  public long cost() {
    return file.length() + OPENING;
  }

  @Override
  public String split() {
    return LakePath.split(file.path());
  }

  @Override
  public Iterator<Row> read(Reading reading) {
    Row outcome;
    try {
      byte[] content = content(reading);
      DecodedImage image = reading.decoder().decode(content);
      outcome =
          Outcome.accepted(
              file,
              file.path(),
              content,
              LakePath.label(file.path()),
              reading.splits().of(split(), content),
              image);
    } catch (ImageRejected e) {
      outcome = Outcome.rejected(file.path(), file.length(), e);
    }
    return List.of(outcome).iterator();
  }

  private byte[] content(Reading reading) throws ImageRejected {
    long limit = reading.settings().maxBytes();
    if (file.length() > limit) {
      throw ImageDecoder.tooManyBytes(file.length(), limit);
    }
    byte[] content;
    try (InputStream in = file.open(reading.hadoop())) {
      // One byte more than was listed, so that a file that grew meanwhile shows.
      content = in.readNBytes((int) file.length() + 1);
    } catch (IOException e) {
      throw ReadFailure.rejection(e);
    }
    if (content.length != file.length()) {
      throw new ImageRejected(
          Reason.UNREADABLE,
          "changed while it was read: it was listed with " + file.length() + " bytes");
    }
    return content;
  }
}
