package io.lifecycle4j.djl.model.torchscript;

import io.lifecycle4j.djl.model.torchscript.TorchValue.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The functions and classes that a pickle of a TorchScript program may name, and their results. */
final class TorchGlobals {
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String DICT = "collections.OrderedDict";
  private static final String COMPLEX = "builtins.complex";
  private static final String DEVICE = "torch.device";
  private static final String TAG = "torch.jit._pickle.restore_type_tag";

  /** Functions that make lists, with the type of an element. */
  private static final Map<String, String> LISTS =
      Map.of(
          "torch.jit._pickle.build_intlist", "int",
          "torch.jit._pickle.build_tensorlist", "Tensor",
          "torch.jit._pickle.build_doublelist", "float",
          "torch.jit._pickle.build_boollist", "bool");

  private static final Set<String> FUNCTIONS = Set.of(TENSOR, DICT, COMPLEX, DEVICE, TAG);

  /** The most numbers of a tensor; without strides its memory would not be countable. */
  private static final double MAX_NUMBERS = 1L << 50;

  /** The types of storages, with the bytes of an element. */
  private static final Map<String, Integer> STORAGES =
      Map.ofEntries(
          Map.entry("torch.DoubleStorage", 8),
          Map.entry("torch.FloatStorage", 4),
          Map.entry("torch.HalfStorage", 2),
          Map.entry("torch.BFloat16Storage", 2),
          Map.entry("torch.LongStorage", 8),
          Map.entry("torch.IntStorage", 4),
          Map.entry("torch.ShortStorage", 2),
          Map.entry("torch.CharStorage", 1),
          Map.entry("torch.ByteStorage", 1),
          Map.entry("torch.BoolStorage", 1),
          Map.entry("torch.ComplexFloatStorage", 8),
          Map.entry("torch.ComplexDoubleStorage", 16));

  private final Function<String, RuntimeException> refusal;
  private final Function<String, TorchType> types;
  private final TorchNames names;
  private final TorchFit fit;
  private final ToLongFunction<String> storages;

  /**
   * Creates the globals of a pickle.
   *
   * @param types reads a type that is written as a text
   */
  TorchGlobals(
      Function<String, RuntimeException> refusal,
      Function<String, TorchType> types,
      TorchNames names,
      ToLongFunction<String> storages) {
    this.refusal = refusal;
    this.types = types;
    this.names = names;
    this.fit = new TorchFit(refusal, names);
    this.storages = storages;
  }

  /** Returns what a pickle names. */
  TorchValue find(String module, String name) {
    String path = module + "." + name;
    if (names.find(path).isPresent() && !TorchFit.isCustom(path)) {
      return TorchValue.named(Kind.CLASS, path);
    }
    if (STORAGES.containsKey(path)) {
      return TorchValue.named(Kind.TYPE, path);
    }
    check(
        FUNCTIONS.contains(path) || LISTS.containsKey(path),
        "names the global " + ScannedFile.shown(path));
    return TorchValue.named(Kind.FUNCTION, path);
  }

  /** Returns an object of a class, filled with its state. */
  TorchValue object(TorchValue called, TorchValue state) {
    check(called.kind() == Kind.CLASS, "fills what is not an object");
    return fit.object(called.text(), state);
  }

  /** Returns whether a value is an object of a module, as a program is. */
  boolean isModule(TorchValue value) {
    return value.kind() == Kind.OBJECT
        && names.find(value.text()).orElseThrow().base().equals(TorchClass.MODULE);
  }

  /** Returns whether a value is a tuple of values that a program may use. */
  boolean isConstants(TorchValue value) {
    return value.kind() == Kind.TUPLE && fit.fits(value, TorchType.ANY);
  }

  /** Returns the result of a function, or a constant of an enumeration, from an argument. */
  TorchValue call(TorchValue called, TorchValue argument) {
    if (called.kind() == Kind.CLASS) {
      return fit.constant(called.text(), argument);
    }
    check(called.kind() == Kind.FUNCTION, "calls what is not a function");
    String name = called.text();
    if (name.equals(TENSOR)) {
      return tensor(argument);
    }
    check(fits(name, argument), "calls " + name + " with other values than PyTorch does");
    return switch (name) {
      case DICT -> TorchValue.plain(Kind.NONE);
      case COMPLEX -> TorchValue.plain(Kind.COMPLEX);
      case DEVICE -> TorchValue.plain(Kind.DEVICE);
      default -> argument.parts().get(0);
    };
  }

  private boolean fits(String name, TorchValue argument) {
    return switch (name) {
      case DICT -> argument.isEmptyTuple();
      case COMPLEX -> argument.isTuple(Kind.FLOAT, Kind.FLOAT);
      case DEVICE -> argument.isTuple(Kind.TEXT);
      case TAG ->
          (argument.isTuple(Kind.LIST, Kind.TEXT) || argument.isTuple(Kind.DICT, Kind.TEXT))
              && hasType(argument.parts().get(0), types.apply(argument.parts().get(1).text()));
      default ->
          argument.isTuple(Kind.LIST)
              && fit.fits(
                  argument.parts().get(0),
                  TorchType.list(new TorchType(LISTS.getOrDefault(name, ""), List.of())));
    };
  }

  private boolean hasType(TorchValue value, TorchType type) {
    return fit.isKnown(type) && fit.fits(value, type);
  }

  /** Checks a storage: its type, key, device and number of elements, which must be in the file. */
  TorchValue storage(TorchValue id) {
    check(
        id.isTuple(Kind.TEXT, Kind.TYPE, Kind.TEXT, Kind.TEXT, Kind.NUMBER)
            && id.parts().get(0).text().equals("storage"),
        "names a storage in another way than PyTorch does");
    String key = id.parts().get(2).text();
    String device = id.parts().get(3).text();
    check(
        device.matches("cpu|cuda(:\\d{1,3})?"),
        "has a storage on device '" + ScannedFile.shown(device) + "'");
    long elements = id.parts().get(4).number();
    long stored = storages.applyAsLong(key) / STORAGES.getOrDefault(id.parts().get(1).text(), 1);
    check(
        elements >= 0 && elements <= stored,
        "has " + elements + " values in storage '" + ScannedFile.shown(key) + "' of " + stored);
    return TorchValue.storage(elements);
  }

  private TorchValue tensor(TorchValue argument) {
    check(
        argument.isTuple(Kind.STORAGE, Kind.NUMBER, Kind.TUPLE, Kind.TUPLE, Kind.BOOL, Kind.NONE)
            && argument.parts().get(2).isCounts()
            && argument.parts().get(3).isCounts(),
        "makes a tensor in another way than PyTorch does");
    List<TorchValue> shape = argument.parts().get(2).parts();
    List<TorchValue> strides = argument.parts().get(3).parts();
    check(shape.size() == strides.size() && shape.size() <= 64, "has a tensor of two ranks");
    double size = shape.stream().mapToDouble(TorchValue::number).reduce(1, (a, b) -> a * b);
    check(size < MAX_NUMBERS, "has a tensor of " + size + " numbers");
    long elements = argument.parts().get(0).number();
    long last = argument.parts().get(1).number();
    boolean empty = shape.stream().anyMatch(dimension -> dimension.number() == 0);
    for (int i = 0; i < shape.size() && !empty && last >= 0; i++) {
      last = last(last, shape.get(i).number() - 1, strides.get(i).number());
    }
    check(last >= 0 && (empty || last < elements), "has a tensor that is not in its storage");
    return TorchValue.plain(Kind.TENSOR);
  }

  /** Returns the offset of the last element, or a negative number if it is too large. */
  private static long last(long before, long steps, long stride) {
    try {
      return Math.addExact(before, Math.multiplyExact(steps, stride));
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private void check(boolean condition, String problem) {
    if (!condition) {
      throw refusal.apply(problem);
    }
  }
}
