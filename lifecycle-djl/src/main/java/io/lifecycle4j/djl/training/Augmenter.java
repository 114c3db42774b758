package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes the images of batches at random. Not thread-safe. */
final class Augmenter {
  private final List<Augmentation> changes;
  private final long seed;

  /** The places of the inputs that are images, and their sizes. */
  private final List<Image> images = new ArrayList<>();

  private record Image(int input, int channels, int height, int width) {}

  /**
   * Creates it.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if no input is an image, or a shift is as
   *     large as an image
   */
  Augmenter(List<Augmentation> changes, long seed, List<TensorSpec> inputs) {
    this.changes = changes;
    this.seed = SplitMix64.number(seed, Long.MIN_VALUE); // no number of Order
    for (int i = 0; i < inputs.size(); i++) {
      List<Integer> row = inputs.get(i).row();
      if (row.size() == 3 && inputs.get(i).type() == TensorType.FLOAT32) {
        images.add(new Image(i, row.get(0), row.get(1), row.get(2)));
      }
    }
    check(
        !images.isEmpty(),
        "Invalid augmentation: %s of inputs %s (needs an image, which is channels, height, width)",
        changes,
        inputs);
    for (Augmentation change : changes) {
      for (Image image : images) {
        check(
            !change.name().equals("shift") || change.amount() < Math.min(image.height, image.width),
            "Invalid augmentation: %s of images of %s x %s pixels (must be smaller)",
            change,
            image.height,
            image.width);
      }
    }
  }

  /** Changes the images of rows, in place. */
  void change(List<Tensor> inputs, int[] rows, int epoch) {
    for (int i = 0; i < rows.length; i++) {
      Random random = new Random(SplitMix64.number(seed, ((long) epoch << 32) | rows[i]));
      List<double[]> drawn = changes.stream().map(change -> draw(change, random)).toList();
      for (Image image : images) {
        change(inputs.get(image.input), i, image, drawn);
      }
    }
  }

  /** Draws two numbers and a flag, always as many. */
  private static double[] draw(Augmentation change, Random random) {
    double first = random.nextDouble();
    double second = random.nextDouble();
    double third = random.nextDouble();
    double amount = change.amount();
    return switch (change.name()) {
      case "shift" -> {
        int all = 2 * (int) amount + 1;
        yield new double[] {(int) (first * all) - amount, (int) (second * all) - amount};
      }
      case "rotate" -> new double[] {StrictMath.toRadians((2 * first - 1) * amount)};
      case "crop" -> {
        double side = StrictMath.sqrt(amount + (1 - amount) * first);
        yield new double[] {side, (second - 0.5) * (1 - side), (third - 0.5) * (1 - side)};
      }
      default -> new double[] {first < 0.5 ? -1 : 1};
    };
  }

  private void change(Tensor tensor, int row, Image image, List<double[]> drawn) {
    double[] map = {1, 0, 0, 0, 1, 0}; // x and y in the image, from x and y in the changed one
    for (int i = 0; i < changes.size(); i++) {
      map = after(map, changes.get(i).name(), drawn.get(i), image);
    }
    int pixels = image.height * image.width;
    FloatBuffer all = tensor.floats();
    float[] before = new float[pixels];
    float[] changed = new float[pixels];
    for (int channel = 0; channel < image.channels; channel++) {
      int start = (row * image.channels + channel) * pixels;
      all.get(start, before);
      fill(changed, before, map, image);
      all.put(start, changed);
    }
  }

  /** Returns a map followed by another one; places are distances from the centre. */
  private static double[] after(double[] map, String name, double[] drawn, Image image) {
    return switch (name) {
      case "horizontalFlip" ->
          new double[] {
            drawn[0] * map[0], drawn[0] * map[1], drawn[0] * map[2], map[3], map[4], map[5]
          };
      case "verticalFlip" ->
          new double[] {
            map[0], map[1], map[2], drawn[0] * map[3], drawn[0] * map[4], drawn[0] * map[5]
          };
      case "shift" ->
          new double[] {map[0], map[1], map[2] + drawn[0], map[3], map[4], map[5] + drawn[1]};
      case "rotate" -> rotated(map, StrictMath.cos(drawn[0]), StrictMath.sin(drawn[0]));
      default ->
          new double[] {
            drawn[0] * map[0],
            drawn[0] * map[1],
            drawn[0] * map[2] + drawn[1] * (image.width - 1),
            drawn[0] * map[3],
            drawn[0] * map[4],
            drawn[0] * map[5] + drawn[2] * (image.height - 1)
          };
    };
  }

  private static double[] rotated(double[] map, double cos, double sin) {
    double[] turned = new double[6];
    for (int i = 0; i < 3; i++) {
      turned[i] = cos * map[i] - sin * map[i + 3];
      turned[i + 3] = sin * map[i] + cos * map[i + 3];
    }
    return turned;
  }

  private static void fill(float[] changed, float[] before, double[] map, Image image) {
    double middleX = (image.width - 1) / 2.0;
    double middleY = (image.height - 1) / 2.0;
    for (int y = 0; y < image.height; y++) {
      for (int x = 0; x < image.width; x++) {
        double u = x - middleX;
        double v = y - middleY;
        double fromX = map[0] * u + map[1] * v + map[2] + middleX;
        double fromY = map[3] * u + map[4] * v + map[5] + middleY;
        changed[y * image.width + x] = pixel(before, fromX, fromY, image);
      }
    }
  }

  /** Interpolates between the four pixels around a place. */
  private static float pixel(float[] pixels, double x, double y, Image image) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double below = y - top;
    double sum = (1 - right) * (1 - below) * at(pixels, left, top, image);
    if (right > 0) {
      sum += right * (1 - below) * at(pixels, left + 1, top, image);
    }
    if (below > 0) {
      sum += (1 - right) * below * at(pixels, left, top + 1, image);
      sum += right * below * at(pixels, left + 1, top + 1, image);
    }
    return (float) sum;
  }

  private static float at(float[] pixels, int x, int y, Image image) {
    return x < 0 || y < 0 || x >= image.width || y >= image.height
        ? 0
        : pixels[y * image.width + x];
  }
}
