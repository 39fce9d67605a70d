package io.diffrep.testing;

import io.diffrep.image.ImageShape;
import io.diffrep.image.PngWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lakes of PNG files made of {@link TinyModels#images}. */
public final class ImageFolders {
  private ImageFolders() {}

  /** Writes images of 8x8 pixels in turn into the class folders {@code even} and {@code odd}. */
  public static void write(Path lake, int count) throws IOException {
    ImageShape shape = new ImageShape(1, 8, 8);
    List<byte[]> images = TinyModels.images(count, shape, 3);
    for (int i = 0; i < images.size(); i++) {
      Path label = lake.resolve(i % 2 == 0 ? "even" : "odd");
      Files.createDirectories(label);
      Files.write(label.resolve(i + ".png"), PngWriter.png(shape, images.get(i)));
    }
  }
}
