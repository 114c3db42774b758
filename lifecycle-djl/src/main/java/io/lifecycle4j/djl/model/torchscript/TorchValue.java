package io.lifecycle4j.djl.model.torchscript;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    COMPLEX,
    TEXT,
    DEVICE,
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

  private List<TorchValue> parts = List.of();

  /** Of a list or dictionary: what PyTorch takes it for, whatever is in it. */
  private @Nullable TorchType type;

  private int depth = 1;
  private long size = 1;
  private boolean inner;

  private TorchValue(Kind kind, String text, long number, List<TorchValue> parts) {
    this.kind = kind;
    this.text = text;
    this.number = number;
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

  /** Returns an object of a class. */
  static TorchValue object(String name, TorchValue state) {
    return new TorchValue(Kind.OBJECT, name, 0, List.of(state));
  }

  Kind kind() {
    return kind;
  }

  /** Returns the text, or the name of a function, class or type, or of the class of an object. */
  String text() {
    return text;
  }

  /** Returns the number, or the number of elements of a storage. */
  long number() {
    return number;
  }

  /** Returns the parts of a tuple, a list or a dictionary, which has keys and values in turn. */
  List<TorchValue> parts() {
    return parts;
  }

  /** Returns the type that a list or dictionary was given; null if none. */
  @Nullable TorchType type() {
    return type;
  }

  void type(TorchType given) {
    type = given;
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
    if (parts.isEmpty()) {
      parts = List.copyOf(added); // of most values, since PyTorch adds all at once
    } else if (!added.isEmpty()) {
      parts = parts instanceof ArrayList ? parts : new ArrayList<>(parts);
      parts.addAll(added);
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
