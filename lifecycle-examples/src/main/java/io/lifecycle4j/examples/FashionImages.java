package io.lifecycle4j.examples;

import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.storage.NamedContent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Images of an IDX file, in the form in which an application receives them from its users. */
final class FashionImages {
  static final int SIDE = 28;

  static final List<String> CLASSES =
      List.of(
          "T-shirt",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private FashionImages() {}

  static List<GrayImage> read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
      in.readInt(); // magic
      int count = in.readInt();
      int height = in.readInt();
      int width = in.readInt();
      List<GrayImage> images = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        images.add(new GrayImage(height, width, in.readNBytes(height * width)));
      }
      return images;
    }
  }

  static List<String> labels(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
      in.readInt(); // magic
      int count = in.readInt();
      List<String> labels = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        labels.add(CLASSES.get(in.readUnsignedByte()));
      }
      return labels;
    }
  }

  /** Brightens every pixel, like a camera with a wrong exposure. */
  static GrayImage brighter(GrayImage image, int light) {
    byte[] pixels = new byte[image.height() * image.width()];
    for (int i = 0; i < pixels.length; i++) {
      int pixel = image.pixel(i / image.width(), i % image.width());
      pixels[i] = (byte) Math.min(255, pixel + light);
    }
    return new GrayImage(image.height(), image.width(), pixels);
  }

  /** Returns an IDX file of images, for a snapshot of images that arrived later. */
  static NamedContent file(String name, List<GrayImage> images) {
    return new NamedContent(
        name,
        out -> {
          DataOutputStream idx = new DataOutputStream(new BufferedOutputStream(out));
          idx.writeInt(0x803);
          idx.writeInt(images.size());
          idx.writeInt(SIDE);
          idx.writeInt(SIDE);
          for (GrayImage image : images) {
            for (int i = 0; i < SIDE * SIDE; i++) {
              idx.writeByte(image.pixel(i / SIDE, i % SIDE));
            }
          }
          idx.flush();
        });
  }
}
