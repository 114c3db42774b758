package io.lifecycle4j.djl.model.torchscript;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A class that the code of a TorchScript program declares.
 *
 * @param base what it is, such as {@code Module}; empty for a plain class
 * @param members the types of the values that its objects have, by name and in order
 * @param constants the numbers and texts of an enumeration, as the code has them
 * @param loads whether its objects are made by code of their own, {@code __setstate__}
 */
record TorchClass(
    String base, Map<String, TorchType> members, Set<String> constants, boolean loads) {
  static final String MODULE = "Module";
  static final String TUPLE = "NamedTuple";
  static final String ENUM = "Enum";

  private static final String ANNOTATIONS = "__annotations__";

  /** Lists of names, which say what members and functions are for. */
  private static final Set<String> LISTS =
      Set.of(
          "__parameters__",
          "__buffers__",
          "__forward_hooks__",
          "__forward_pre_hooks__",
          ANNOTATIONS);

  TorchClass {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    constants = Set.copyOf(constants);
  }

  /** Returns a text as {@link #constants} has it. */
  static String quoted(String text) {
    return "'" + text;
  }

  /** Whether its objects are made of a value for each member. */
  boolean hasState() {
    return base.isEmpty() || base.equals(MODULE);
  }

  /**
   * Reads the classes of a file of code, by name.
   *
   * @param place the entry, for messages
   */
  static Map<String, TorchClass> read(ScannedFile file, String place, List<TorchToken> tokens) {
    Map<String, TorchClass> classes = new HashMap<>();
    Reader reader = new Reader(file, place);
    int start = 0;
    for (int i = 1; i <= tokens.size(); i++) {
      if (i == tokens.size() || tokens.get(i).first()) {
        reader.line(tokens.subList(start, i), classes);
        start = i;
      }
    }
    reader.end(classes);
    return classes;
  }

  /** Reads lines. PyTorch writes the members of a class before its functions. */
  private static final class Reader {
    private final ScannedFile file;
    private final String place;
    private String name = "";
    private String base = "";
    private Map<String, TorchType> members = new LinkedHashMap<>();
    private Set<String> constants = new HashSet<>();
    private boolean loads;
    private boolean inHead;

    Reader(ScannedFile file, String place) {
      this.file = file;
      this.place = place;
    }

    void line(List<TorchToken> line, Map<String, TorchClass> classes) {
      TorchToken first = line.get(0);
      if (first.isName("class")) {
        end(classes);
        begin(line);
        check(!classes.containsKey(name), first, "declares the class " + name + " twice");
      } else if (first.isName("def")) {
        inHead = false;
        loads |= line.size() > 1 && line.get(1).text().matches("__[gs]etstate__");
      } else if (inHead) {
        head(line);
      } else {
        boolean declares = isSign(line, 1, ":") && line.size() > 2 && !assigns(line);
        check(!declares && !first.isName(ANNOTATIONS), first, "declares a member after a function");
      }
    }

    private void begin(List<TorchToken> line) {
      name = line.size() > 1 ? line.get(1).text() : "";
      base = isSign(line, 2, "(") && line.size() > 3 ? line.get(3).text() : "";
      int length = base.isEmpty() ? 3 : 6;
      check(
          line.size() == length
              && isSign(line, length - 1, ":")
              && (base.isEmpty() || isSign(line, 4, ")")),
          line.get(0),
          "declares a class in another way than PyTorch does");
      members = new LinkedHashMap<>();
      constants = new HashSet<>();
      loads = false;
      inHead = true;
    }

    private void head(List<TorchToken> line) {
      TorchToken first = line.get(0);
      if (first.isName(ANNOTATIONS) && isSign(line, 1, "[")) {
        check(isAnnotation(line), first, "declares a member in another way than PyTorch does");
        add(line.get(2), line.subList(5, line.size()));
      } else if (isSign(line, 1, ":") && first.kind() == TorchToken.Kind.NAME) {
        // With a value it is a constant, which belongs to the class, or a default of a field.
        if (!assigns(line)) {
          add(first, line.subList(2, line.size()));
        } else if (base.equals(TUPLE)) {
          members.put(first.text(), TorchType.UNKNOWN);
        }
      } else {
        value(line);
      }
    }

    /** A member whose name is not one of the language: __annotations__["0"] = Tensor. */
    private static boolean isAnnotation(List<TorchToken> line) {
      return line.size() > 5
          && line.get(2).kind() == TorchToken.Kind.TEXT
          && line.get(2).text().indexOf('\\') < 0
          && isSign(line, 3, "]")
          && isSign(line, 4, "=");
    }

    private void value(List<TorchToken> line) {
      TorchToken first = line.get(0);
      boolean constant = base.equals(ENUM) && line.size() > 2 && isSign(line, 1, "=");
      boolean list = LISTS.contains(first.text()) && isSign(line, 1, "=");
      check(
          constant || list || first.isName("pass"),
          first,
          "has a line in a class that PyTorch does not write");
      if (constant) {
        constants.add(text(line.subList(2, line.size())));
      }
    }

    private static String text(List<TorchToken> value) {
      return value.stream()
          .map(token -> token.kind() == TorchToken.Kind.TEXT ? quoted(token.text()) : token.text())
          .collect(Collectors.joining());
    }

    private void add(TorchToken member, List<TorchToken> type) {
      TorchType before = members.put(member.text(), TorchType.of(type));
      check(before == null, member, "declares a member twice");
    }

    void end(Map<String, TorchClass> classes) {
      if (!name.isEmpty()) {
        classes.put(name, new TorchClass(base, members, constants, loads));
      }
    }

    private static boolean assigns(List<TorchToken> line) {
      return line.stream().anyMatch(token -> token.isSign("=") && token.depth() == 0);
    }

    private static boolean isSign(List<TorchToken> line, int at, String sign) {
      return at < line.size() && line.get(at).isSign(sign);
    }

    private void check(boolean condition, TorchToken at, String problem) {
      file.check(condition, place + " line " + at.line() + " " + problem);
    }
  }
}
