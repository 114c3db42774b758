package io.lifecycle4j.djl.model.torchscript;

import io.lifecycle4j.djl.model.torchscript.TorchValue.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Compares the values of a pickle with the types that the program gives them.
 *
 * <p>PyTorch does not: it would take a number for the address of a tensor.
 */
final class TorchFit {
  /** A tuple is compared each time that it is used, and may be small and used often. */
  private static final int MAX_STEPS = 20_000_000;

  /** Types whose values are of one kind. */
  private static final Map<String, Kind> PLAIN =
      Map.of(
          "Tensor", Kind.TENSOR,
          "int", Kind.NUMBER,
          "float", Kind.FLOAT,
          "complex", Kind.COMPLEX,
          "bool", Kind.BOOL,
          "str", Kind.TEXT,
          "Device", Kind.DEVICE,
          "NoneType", Kind.NONE);

  private final Function<String, RuntimeException> refusal;
  private final TorchNames names;
  private int steps;

  TorchFit(Function<String, RuntimeException> refusal, TorchNames names) {
    this.refusal = refusal;
    this.names = names;
  }

  /** Returns an object of a class that has a state: a value for each member. */
  TorchValue object(String name, TorchValue state) {
    TorchClass declared = names.find(name).orElseThrow();
    String shown = ScannedFile.shown(name);
    check(
        declared.hasState() && !declared.loads(),
        "fills an object of " + shown + ", which makes its objects in a way of its own");
    check(
        state.kind() == Kind.DICT && state.type() == null,
        "fills an object of " + shown + " with a " + state.kind());
    Set<String> filled = new HashSet<>();
    List<TorchValue> parts = state.parts();
    for (int i = 0; i < parts.size(); i += 2) {
      String member = parts.get(i).text();
      TorchType type = declared.members().get(member);
      check(
          parts.get(i).kind() == Kind.TEXT && type != null && filled.add(member),
          "fills " + member(member) + " of " + shown + ", which is not declared or filled twice");
      check(
          type == null || fits(parts.get(i + 1), type),
          "fills "
              + member(member)
              + " of "
              + shown
              + " with a "
              + parts.get(i + 1).kind()
              + ", which is declared as "
              + type);
    }
    for (String member : declared.members().keySet()) {
      check(filled.contains(member), "does not fill " + member(member) + " of " + shown);
    }
    return TorchValue.object(name, state);
  }

  private static String member(String name) {
    return "member '" + ScannedFile.shown(name) + "'";
  }

  /** Returns a constant of an enumeration. For one that is not declared, PyTorch makes nothing. */
  TorchValue constant(String name, TorchValue value) {
    TorchClass declared = names.find(name).orElseThrow();
    String shown = ScannedFile.shown(name);
    check(
        declared.base().equals(TorchClass.ENUM),
        "calls " + shown + ", which is not an enumeration");
    String text =
        value.kind() == Kind.NUMBER
            ? Long.toString(value.number())
            : TorchClass.quoted(value.text());
    boolean known = value.kind() == Kind.NUMBER || value.kind() == Kind.TEXT;
    check(
        known && text.indexOf('\\') < 0 && declared.constants().contains(text),
        "names a constant that " + shown + " does not declare");
    return TorchValue.object(name, value);
  }

  /** Returns whether a type is made of those that {@link #fits} knows. */
  boolean isKnown(TorchType type) {
    int count = type.parts().size();
    return switch (type.name()) {
      case "Optional", "List" -> count == 1 && isKnown(type.part(0));
      case "Dict" -> count == 2 && isKnown(type.part(0)) && isKnown(type.part(1));
      case "Tuple" -> type.parts().stream().allMatch(this::isKnown);
      default -> count == 0 && isKnown(type.name());
    };
  }

  private boolean isKnown(String name) {
    return PLAIN.containsKey(name)
        || name.equals(TorchType.ANY.name())
        || (names.find(name).isPresent() && !isCustom(name));
  }

  /** PyTorch finds a custom class by its name, whatever the program declares. */
  static boolean isCustom(String name) {
    return name.startsWith("__torch__.torch.classes");
  }

  /** Returns whether PyTorch may take a value for one of a type. */
  boolean fits(TorchValue value, TorchType type) {
    steps++;
    check(steps <= MAX_STEPS, "nests too deeply");
    if (type.parts().isEmpty() && PLAIN.containsKey(type.name())) {
      return value.kind() == PLAIN.get(type.name());
    }
    return switch (type.name() + type.parts().size()) {
      case "Optional1" -> value.kind() == Kind.NONE || fits(value, type.part(0));
      case "List1" -> value.kind() == Kind.LIST && contains(value, type);
      case "Dict2" -> value.kind() == Kind.DICT && contains(value, type);
      case "Any0" -> isAny(value);
      default -> isMadeOfOthers(value, type);
    };
  }

  private boolean isAny(TorchValue value) {
    return switch (value.kind()) {
      case LIST -> value.type() != null || contains(value, TorchType.list(TorchType.ANY));
      case DICT ->
          value.type() != null
              || contains(value, new TorchType("Dict", List.of(TorchType.ANY, TorchType.ANY)));
      case TUPLE -> value.parts().stream().allMatch(part -> fits(part, TorchType.ANY));
      default -> value.kind() == Kind.OBJECT || PLAIN.containsValue(value.kind());
    };
  }

  private boolean isMadeOfOthers(TorchValue value, TorchType type) {
    return type.name().equals("Tuple")
        ? value.kind() == Kind.TUPLE && fits(value.parts(), type.parts())
        : isOfProgram(value, type);
  }

  private boolean fits(List<TorchValue> values, List<TorchType> types) {
    boolean fits = values.size() == types.size();
    for (int i = 0; fits && i < types.size(); i++) {
      fits = fits(values.get(i), types.get(i));
    }
    return fits;
  }

  /**
   * Gives a list or dictionary its type. It has one, however many members it is in: what one adds
   * is read by the others.
   */
  private boolean contains(TorchValue container, TorchType type) {
    if (container.type() != null) {
      return type.equals(container.type());
    }
    boolean fits = true;
    int count = type.parts().size();
    for (int i = 0; fits && i < container.parts().size(); i++) {
      fits = fits(container.parts().get(i), type.part(i % count));
    }
    container.type(type);
    return fits;
  }

  private boolean isOfProgram(TorchValue value, TorchType type) {
    Optional<TorchClass> found = names.find(type.name()).filter(declared -> type.parts().isEmpty());
    Optional<TorchClass> tuple = found.filter(one -> one.base().equals(TorchClass.TUPLE));
    if (tuple.isPresent()) {
      return value.kind() == Kind.TUPLE
          && fits(value.parts(), List.copyOf(tuple.get().members().values()));
    }
    check(
        found.filter(one -> one.hasState() || one.base().equals(TorchClass.ENUM)).isPresent(),
        "has a value of the type " + ScannedFile.shown(type.toString()) + ", not known here");
    return value.kind() == Kind.OBJECT && value.text().equals(type.name());
  }

  private void check(boolean condition, String problem) {
    if (!condition) {
      throw refusal.apply(problem);
    }
  }
}
