package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.generate.Denoise;
import io.diffrep.generate.Detail;
import io.diffrep.generate.Interpolate;
import io.diffrep.generate.Kind;
import io.diffrep.generate.Manipulate;
import io.diffrep.generate.PriorKind;
import io.diffrep.generate.Reconstruct;
import io.diffrep.generate.Sample;
import io.diffrep.generate.Vary;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code diffrep generate}: images from codes. */
@Command(
    name = "generate",
    description = "Makes images with a trained model, as grids in PNG files.",
    subcommands = {
      GenerateCommand.ReconstructKind.class,
      GenerateCommand.SampleKind.class,
      GenerateCommand.InterpolateKind.class,
      GenerateCommand.VaryKind.class,
      GenerateCommand.DetailKind.class,
      GenerateCommand.ManipulateKind.class,
      GenerateCommand.DenoiseKind.class
    },
    synopsisSubcommandLabel = "KIND",
    commandListHeading = "%nKinds:%n",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  diffrep generate reconstruct --images lake/images --model models/first \\",
      "      --output samples/reconstruct",
      "  diffrep generate sample --help"
    })
final class GenerateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing kind: one of " + String.join(", ", spec.subcommands().keySet()));
  }

  /** A kind that takes one model and images. */
  abstract static class OfImages extends GenerateVerb {
    @Mixin private OneModel one;

    @Override
    protected List<String> models() {
      return models(one);
    }
  }

  /** A kind that takes stored codes, too. */
  abstract static class OfCodes extends OfImages {
    @Mixin private CodeOptions codes;

    @Override
    protected Optional<String> representations() {
      return representations(codes);
    }
  }

  @Command(
      name = "reconstruct",
      description =
          "Images from noise by their own codes: what the encoder gives at every noise level on the"
              + " way.",
      footer = {
        "",
        "Examples:",
        "  diffrep generate reconstruct --images lake/images --model models/first --output out",
        "  diffrep generate reconstruct --images lake/images --model models/first --output out \\",
        "      --paths boots/12.png bags/7.png --set generate.steps=30"
      })
  static final class ReconstructKind extends OfImages {
    @Override
    protected Kind kind() {
      return new Reconstruct();
    }

    @Override
    protected String description() {
      return "reconstruct images from their codes";
    }
  }

  @Command(
      name = "sample",
      description = {
        "Images from noise by codes: drawn from a prior (generate.prior), those of chosen images, or"
            + " none.",
        "A fitted prior takes codes of the train split: those of --representations, or of --images."
      },
      footer = {
        "",
        "Examples:",
        "  diffrep generate sample --images lake/images --model models/first --output out --count 32",
        "  diffrep generate sample --representations codes/first --model models/first --output out \\",
        "      --ids 3fa91c 77b0d2",
        "  diffrep generate sample --model models/first --output out --from no-code"
      })
  static final class SampleKind extends OfCodes {
    @Option(
        names = "--from",
        paramLabel = "WHAT",
        converter = KebabConverter.OfFrom.class,
        description =
            "Where codes come from: prior, codes (of chosen images) or no-code (default: codes where"
                + " images are named, else prior).")
    private Sample.From from;

    private Sample.From from() {
      if (from == null) {
        return isNamed() ? Sample.From.CODES : Sample.From.PRIOR;
      }
      return from;
    }

    @Override
    protected void requireInputs(Configuration configuration) {
      if (isNamed() && from() != Sample.From.CODES) {
        throw new UsageException(
            "--from "
                + KebabCase.of(from())
                + " takes no codes of chosen images: leave --paths and --ids out, or give --from"
                + " codes");
      }
      boolean drawn =
          from() == Sample.From.PRIOR
              && configuration.generate().prior() == PriorKind.STANDARD_NORMAL;
      if (from() != Sample.From.NO_CODE && !drawn) {
        super.requireInputs(configuration);
      }
    }

    @Override
    protected Kind kind() {
      return new Sample(from());
    }

    @Override
    protected String description() {
      return switch (from()) {
        case PRIOR -> "sample images by codes from the prior";
        case CODES -> "sample images by the codes of chosen images";
        case NO_CODE -> "sample images without codes";
      };
    }
  }

  @Command(
      name = "interpolate",
      description =
          "Images between pairs of images, the first with the second and so on: their codes go from"
              + " one to the other, on a straight line and on an arc, and the noise stays.",
      footer = {
        "",
        "Examples:",
        "  diffrep generate interpolate --images lake/images --model models/first --output out",
        "  diffrep generate interpolate --images lake/images --model models/first --output out \\",
        "      --paths boots/12.png bags/7.png --set generate.frames=9"
      })
  static final class InterpolateKind extends OfCodes {
    @Override
    protected Kind kind() {
      return new Interpolate();
    }

    @Override
    protected String description() {
      return "interpolate between pairs of images";
    }
  }

  @Command(
      name = "vary",
      description = "Many images of one code, each from other noise: what the code leaves open.",
      footer = {
        "",
        "Examples:",
        "  diffrep generate vary --images lake/images --model models/first --output out --count 4"
      })
  static final class VaryKind extends OfCodes {
    @Override
    protected Kind kind() {
      return new Vary();
    }

    @Override
    protected String description() {
      return "vary images by other noise";
    }
  }

  @Command(
      name = "detail",
      description =
          "The same images by the codes of several models: what each one's noise law and weighting"
              + " make its codes hold.",
      footer = {
        "",
        "Examples:",
        "  diffrep generate detail --images lake/images --output out \\",
        "      --model models/uniform --model models/log-uniform"
      })
  static final class DetailKind extends GenerateVerb {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "DIR",
        description = "A trained model; repeated, one for each block of rows.")
    private List<String> models = new ArrayList<>();

    @Override
    protected List<String> models() {
      return models;
    }

    @Override
    protected Kind kind() {
      return new Detail();
    }

    @Override
    protected String description() {
      return "reconstruct the same images by each model";
    }
  }

  @Command(
      name = "manipulate",
      description =
          "Images whose codes are moved towards a class and away from it (generate.distances), while"
              + " the noise stays. The direction follows from labelled codes of the train split.",
      footer = {
        "",
        "Examples:",
        "  diffrep generate manipulate --images lake/images --model models/first --output out \\",
        "      --class bag",
        "  diffrep generate manipulate --images lake/images --model models/first --output out \\",
        "      --class bag --by means --set generate.distances=[0,2,4,6]"
      })
  static final class ManipulateKind extends OfCodes {
    @Option(
        names = "--class",
        required = true,
        paramLabel = "LABEL",
        description = "The class that a positive distance leads to.")
    private String label;

    @Option(
        names = "--by",
        paramLabel = "WHAT",
        converter = KebabConverter.OfBy.class,
        defaultValue = "classifier",
        description =
            "What gives the direction: classifier (the weight of the class in MLlib's logistic"
                + " regression, the default) or means (from the mean code of all others to the"
                + " class's).")
    private Manipulate.By by;

    @Override
    protected Kind kind() {
      return new Manipulate(label, by);
    }

    @Override
    protected String description() {
      return "move codes along the direction of class " + label;
    }
  }

  @Command(
      name = "denoise",
      description =
          "Images, noised (generate.noise-levels) and denoised in one step with their own codes; for"
              + " models of a single noise level or an interval, too.",
      footer = {
        "",
        "Examples:",
        "  diffrep generate denoise --images lake/images --model models/first --output out",
        "  diffrep generate denoise --images lake/images --model models/first --output out \\",
        "      --set generate.noise-levels=[0.5,1,2]"
      })
  static final class DenoiseKind extends OfImages {
    @Override
    protected Kind kind() {
      return new Denoise();
    }

    @Override
    protected String description() {
      return "noise images and denoise them";
    }
  }
}
