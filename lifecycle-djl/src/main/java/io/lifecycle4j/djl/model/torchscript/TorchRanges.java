package io.lifecycle4j.djl.model.torchscript;

import io.lifecycle4j.djl.model.torchscript.TorchValue.Kind;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Checks where the lines of a program come from, which PyTorch reads when it reports an error.
 *
 * <p>It does not check that a text, or a range of its characters, exists.
 */
final class TorchRanges {
  private static final String TABLE = "FORMAT_WITH_STRING_TABLE";

  /** The texts that sources are made of; empty if they have texts of their own. */
  private final List<TorchValue> texts;

  /** The lengths of sources, which many ranges share. */
  private final IdentityHashMap<TorchValue, Long> lengths = new IdentityHashMap<>();

  private TorchRanges(List<TorchValue> texts) {
    this.texts = texts;
  }

  /** Returns whether a value is a tuple of ranges that are in their texts. */
  static boolean areValid(TorchValue value) {
    List<TorchValue> parts = value.parts();
    if (value.isTuple(Kind.TEXT, Kind.TUPLE, Kind.TUPLE) && parts.get(0).text().equals(TABLE)) {
      List<TorchValue> texts = parts.get(1).parts();
      return texts.stream().allMatch(text -> text.kind() == Kind.TEXT)
          && new TorchRanges(texts).areRanges(parts.get(2));
    }
    return value.kind() == Kind.TUPLE && new TorchRanges(List.of()).areRanges(value);
  }

  private boolean areRanges(TorchValue value) {
    return value.parts().stream()
        .allMatch(
            entry ->
                entry.kind() == Kind.TUPLE
                    && entry.parts().size() >= 2
                    && entry.parts().get(0).kind() == Kind.NUMBER
                    && isRange(entry.parts().get(1)));
  }

  private boolean isRange(TorchValue value) {
    if (!value.isTuple(Kind.TUPLE, Kind.NUMBER, Kind.NUMBER)) {
      return false;
    }
    long start = value.parts().get(1).number();
    long end = value.parts().get(2).number();
    long length = lengths.computeIfAbsent(value.parts().get(0), this::length);
    return start >= 0 && start <= end && start <= length; // PyTorch writes ends that are further
  }

  /** Returns the number of bytes of a source, or -1 if it is none. */
  private long length(TorchValue source) {
    List<TorchValue> parts = source.parts();
    boolean own =
        source.isTuple(Kind.TEXT, Kind.TEXT, Kind.NUMBER)
            || source.isTuple(Kind.TEXT, Kind.NONE, Kind.NUMBER);
    if (texts.isEmpty()) {
      return own ? parts.get(0).text().length() : -1;
    }
    boolean valid =
        source.isTuple(Kind.LIST, Kind.NUMBER, Kind.NUMBER)
            && isText(parts.get(1))
            && parts.get(0).parts().stream().allMatch(this::isText);
    return valid
        ? parts.get(0).parts().stream()
            .mapToLong(text -> texts.get((int) text.number()).text().length())
            .sum()
        : -1;
  }

  private boolean isText(TorchValue value) {
    return value.kind() == Kind.NUMBER && value.number() >= 0 && value.number() < texts.size();
  }
}
