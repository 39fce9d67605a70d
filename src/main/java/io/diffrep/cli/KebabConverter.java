package io.diffrep.cli;

import io.diffrep.encode.Source;
import io.diffrep.generate.Manipulate;
import io.diffrep.generate.Sample;
import io.diffrep.runtime.KebabCase;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the constants of an enum as settings write them, such as {@code no-code}. */
abstract class KebabConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  KebabConverter(Class<E> type) {
    this.type = type;
  }

  @Override
  public E convert(String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> KebabCase.of(constant).equals(value.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + value
                        + "' is none of "
                        + Arrays.stream(type.getEnumConstants())
                            .map(KebabCase::of)
                            .collect(Collectors.joining(", "))));
  }

  /** The names of {@link Source} as people write them. */
  static final class OfSource extends KebabConverter<Source> {
    OfSource() {
      super(Source.class);
    }
  }

  /** The names of {@link Sample.From} as people write them. */
  static final class OfFrom extends KebabConverter<Sample.From> {
    OfFrom() {
      super(Sample.From.class);
    }
  }

  /** The names of {@link Manipulate.By} as people write them. */
  static final class OfBy extends KebabConverter<Manipulate.By> {
    OfBy() {
      super(Manipulate.By.class);
    }
  }
}
