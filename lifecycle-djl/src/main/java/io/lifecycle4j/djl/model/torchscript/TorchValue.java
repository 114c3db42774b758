package io.lifecycle4j.djl.model.torchscript;

import java.util.List;

/**
 * What is known of a value of a pickle.
 *
 * <p>A value that is in another one does not change any more, so that no value is in itself.
 */
final class TorchValue {
  /** PyTorch frees values by recursion. */
  private static final int MAX_DEPTH = 256;

  /** A value that is in many others is small in the file, and large for who walks through it. */
  private static final long MAX_SIZE = 1L << 32;

  /** The kinds of values. */
  enum Kind {
    NONE,
    BOOL,
    NUMBER,
    FLOAT,
    TEXT,
    TUPLE,
    LIST,
    DICT,
    FUNCTION,
    CLASS,
    TYPE,
    OBJECT,
    STORAGE,
    TENSOR
  }

  private final Kind kind;
  private final String text;
  private final long number;

  /** Of a tuple alone: functions have them as arguments. */
  private final List<TorchValue> parts;

  private int depth = 1;
  private long size = 1;
  private boolean inner;

  private TorchValue(Kind kind, String text, long number, List<TorchValue> parts) {
    this.kind = kind;
    this.text = text;
    this.number = number;
    this.parts = kind == Kind.TUPLE ? parts : List.of();
    extend(parts);
  }

  static TorchValue plain(Kind kind) {
    return new TorchValue(kind, "", 0, List.of());
  }

  static TorchValue number(long number) {
    return new TorchValue(Kind.NUMBER, "", number, List.of());
  }

  static TorchValue text(String text) {
    return named(Kind.TEXT, text);
  }

  static TorchValue named(Kind kind, String name) {
    return new TorchValue(kind, name, 0, List.of());
  }

  /** Returns a storage of a number of elements. */
  static TorchValue storage(long elements) {
    return new TorchValue(Kind.STORAGE, "", elements, List.of());
  }

  static TorchValue of(Kind kind, List<TorchValue> parts) {
    return new TorchValue(kind, "", 0, parts);
  }

  Kind kind() {
    return kind;
  }

  /** Returns the text, or the name of a function, class or type. */
  String text() {
    return text;
  }

  /** Returns the number, or the number of elements of a storage. */
  long number() {
    return number;
  }

  /** Returns the parts of a tuple. */
  List<TorchValue> parts() {
    return parts;
  }

  /** Adds parts; returns false if the value is in another one. */
  boolean extend(List<TorchValue> added) {
    if (inner && !added.isEmpty()) {
      return false;
    }
    for (TorchValue part : added) {
      part.inner = true;
      depth = Math.max(depth, part.depth + 1);
      size = Math.min(size + part.size, MAX_SIZE + 1);
    }
    return !inner || added.isEmpty(); // a value that was added to itself
  }

  boolean fits() {
    return depth <= MAX_DEPTH && size <= MAX_SIZE;
  }

  boolean isEmptyTuple() {
    return kind == Kind.TUPLE && parts.isEmpty();
  }

  /** Returns whether this is a tuple of these kinds. */
  boolean isTuple(Kind... kinds) {
    boolean same = kind == Kind.TUPLE && parts.size() == kinds.length;
    for (int i = 0; same && i < kinds.length; i++) {
      same = parts.get(i).kind == kinds[i];
    }
    return same;
  }

  /** Returns whether this is a tuple of numbers, none negative. */
  boolean isCounts() {
    return kind == Kind.TUPLE
        && parts.stream().allMatch(part -> part.kind == Kind.NUMBER && part.number >= 0);
  }
}
