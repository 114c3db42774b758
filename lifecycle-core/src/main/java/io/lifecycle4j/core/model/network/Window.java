package io.lifecycle4j.core.model.network;

import org.jspecify.annotations.Nullable;

/** A window that moves along a dimension. */
record Window(int size, int stride, int padding) {
  /**
   * Returns the window of a layer.
   *
   * @param size the name of the setting of its size
   */
  static Window of(Layer layer, String size) {
    int stride = layer.integer("stride");
    return new Window(
        layer.integer(size), stride == 0 ? layer.integer(size) : stride, layer.integer("padding"));
  }

  /** Returns why a dimension is invalid; null if it is valid. */
  @Nullable String problem(int length, String what) {
    if (padding >= size) {
      return "padding must be below the size of the window, " + size;
    }
    if (length + 2L * padding - size > Placement.MAX_NUMBERS) {
      return "padding makes too many " + what;
    }
    return length + 2L * padding < size
        ? "needs at least " + (size - 2 * padding) + " " + what
        : null;
  }

  int output(int length) {
    return (int) ((length + 2L * padding - size) / stride) + 1;
  }

  /**
   * Returns the number of windows of a row that ends with its last used position: at least one, if
   * a position is used.
   */
  int used(int positions) {
    if (positions == 0) {
      return 0;
    }
    return positions + 2L * padding < size ? 1 : output(positions);
  }

  /** Returns why filters cannot be divided into groups; null if they can. */
  static @Nullable String groupsProblem(Layer layer, int channels) {
    int groups = layer.integer("groups");
    int filters = layer.integer("filters");
    return channels % groups == 0 && filters % groups == 0
        ? null
        : groups + " groups must divide " + channels + " channels and " + filters + " filters";
  }
}
