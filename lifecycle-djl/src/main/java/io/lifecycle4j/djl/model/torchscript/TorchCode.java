package io.lifecycle4j.djl.model.torchscript;

import java.util.List;
import java.util.Set;

/**
 * Checks that the code of a TorchScript program names nothing but itself and operators that only
 * compute.
 *
 * <p>The language has no other door to the outside than names, so all of them are checked, called
 * or not: a function may be assigned to a variable before it is called. Whatever is not known to be
 * harmless is refused.
 */
final class TorchCode {
  private static final String PROGRAM = "__torch__";
  private static final String CUSTOM = "__torch__.torch.classes";

  private static final Set<String> KEYWORDS =
      Set.of(
          "def",
          "class",
          "return",
          "pass",
          "if",
          "else",
          "while",
          "for",
          "in",
          "break",
          "continue",
          "and",
          "or",
          "not",
          "is",
          "with",
          "as",
          "None",
          "True",
          "False");

  /** Types, and functions that are part of the language. */
  private static final Set<String> WORDS =
      Set.of(
          "Tensor",
          "int",
          "float",
          "bool",
          "str",
          "complex",
          "number",
          "NoneType",
          "Optional",
          "List",
          "Dict",
          "Tuple",
          "Union",
          "Any",
          "Device",
          "Layout",
          "Final",
          "Module",
          "NamedTuple",
          "Enum",
          "Interface",
          "ModuleInterface",
          "annotate",
          "unchecked_cast",
          "uninitialized",
          "isinstance",
          "getattr",
          "range",
          "sorted",
          "len",
          "inf",
          "nan",
          "infj",
          "nanj",
          "__annotations__");

  /** Functions that PyTorch finds before or behind any variable of the name. */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "print",
          "fork",
          "awaitable",
          "hasattr",
          "import",
          "global",
          "elif",
          "raise",
          "assert",
          "del",
          "Future",
          "Await",
          "RRef",
          "Stream",
          "_packed_params");

  /** Members of values that the language has: of objects, enumerations and tensors. */
  private static final Set<String> MEMBERS = Set.of("__new__", "value", "name", "tolist");

  /** Functions that set members: those of new objects. */
  private static final Set<String> SETTERS = Set.of("__init__", "__setstate__");

  private final ScannedFile file;
  private final String place;
  private final List<TorchToken> tokens;
  private final TorchNames names;
  private final Set<String> bound;
  private String function = "";

  private TorchCode(ScannedFile file, String place, List<TorchToken> tokens, TorchNames names) {
    this.file = file;
    this.place = place;
    this.tokens = tokens;
    this.names = names;
    bound = TorchNames.bound(tokens);
  }

  /** Checks the tokens of an entry, whose program declares names. */
  static void check(ScannedFile file, String place, List<TorchToken> tokens, TorchNames names) {
    TorchCode code = new TorchCode(file, place, tokens, names);
    for (int i = 0; i < tokens.size(); ) {
      i = code.check(i);
    }
    TorchState.check(file, place, tokens);
  }

  /** Checks the token at an index, and returns the index of the next one to check. */
  private int check(int at) {
    TorchToken token = tokens.get(at);
    if (token.kind() != TorchToken.Kind.NAME) {
      return at + 1;
    }
    if (isSign(at - 1, ".")) {
      checkMember(token, token.text());
      checkKept(at);
      return at + 1;
    }
    if (token.isName("def") && at + 1 < tokens.size()) {
      function = tokens.get(at + 1).text();
    }
    return switch (token.text()) {
      case "torch", "ops", "CONSTANTS", PROGRAM -> checkPath(at);
      case "getattr" -> checkGetattr(at);
      case "unchecked_cast", "uninitialized" -> checkCast(at);
      default -> {
        checkWord(at);
        yield at + 1;
      }
    };
  }

  private void checkWord(int at) {
    TorchToken token = tokens.get(at);
    String word = token.text();
    boolean named = isSign(at + 1, "=") && token.depth() > 0; // an argument with its name
    boolean declared = token.first() && isSign(at + 1, ":");
    boolean known =
        KEYWORDS.contains(word)
            || WORDS.contains(word)
            || bound.contains(word)
            || named
            || declared;
    if (FORBIDDEN.contains(word) || !known) {
      throw refused(token, word);
    }
  }

  /** A member that is set elsewhere is state, which one call leaves to the next. */
  private void checkKept(int at) {
    TorchToken token = tokens.get(at);
    if (token.depth() == 0 && isSign(at + 1, "=") && !SETTERS.contains(function)) {
      throw file.refused(
          place + " line " + token.line() + " sets ." + ScannedFile.shown(token.text()),
          "a network must not keep state between calls: take it out of the model, and save again");
    }
  }

  /** A member is one of the program, or a harmless operator that is called as a method. */
  private void checkMember(TorchToken token, String member) {
    boolean own = names.hasMember(member) || MEMBERS.contains(member);
    boolean harmless = TorchOperators.allowsTorch(member);
    boolean hidden = FORBIDDEN.contains(member) || TorchOperators.refuses(member);
    if (hidden || !(own || harmless) || member.indexOf('\\') >= 0) {
      throw refused(token, "." + member);
    }
  }

  /** Checks a name with dots, as long as it is. A part of it alone would be a door to the rest. */
  private int checkPath(int at) {
    TorchToken token = tokens.get(at);
    StringBuilder path = new StringBuilder(token.text());
    int next = at + 1;
    boolean found = false;
    while (isSign(next, ".") && next + 1 < tokens.size() && !found) {
      path.append('.').append(tokens.get(next + 1).text());
      next += 2;
      found = isKnown(path.toString());
    }
    // What follows a class of the program are members, which are checked as such.
    boolean ends = token.isName(PROGRAM) || !isSign(next, ".");
    if (!found || !ends || isCustom(at)) {
      throw refused(token, path.toString());
    }
    return next;
  }

  /** Where a type is expected, PyTorch looks for a custom class by the whole name. */
  private boolean isCustom(int at) {
    return tokens.get(at).isName(PROGRAM)
        && isSign(at + 3, ".")
        && at + 4 < tokens.size()
        && (PROGRAM + "." + tokens.get(at + 2).text() + "." + tokens.get(at + 4).text())
            .equals(CUSTOM);
  }

  private boolean isKnown(String path) {
    String[] parts = path.split("\\.", -1);
    return switch (parts[0]) {
      case "torch" -> parts.length == 2 && TorchOperators.allowsTorch(parts[1]);
      case "ops" -> parts.length == 3 && TorchOperators.allows(parts[1], parts[2]);
      case "CONSTANTS" -> parts.length == 2 && parts[1].matches("c\\d{1,9}");
      default -> names.hasType(path);
    };
  }

  /** Checks {@code getattr(value, "member")}: the member must be visible here. */
  private int checkGetattr(int at) {
    TorchToken token = tokens.get(at);
    int depth = token.depth() + 1;
    int comma = at + 2;
    while (comma < tokens.size()
        && !(tokens.get(comma).isSign(",") && tokens.get(comma).depth() == depth)) {
      comma++;
    }
    boolean visible =
        isSign(at + 1, "(")
            && comma + 2 < tokens.size()
            && tokens.get(comma + 1).kind() == TorchToken.Kind.TEXT
            && isSign(comma + 2, ")");
    if (!visible) {
      throw refused(token, "getattr");
    }
    checkMember(token, tokens.get(comma + 1).text());
    return at + 1;
  }

  /**
   * Checks a cast that PyTorch does not: to a class of the program it would read members that the
   * value does not have, from memory that is not its own.
   */
  private int checkCast(int at) {
    TorchToken token = tokens.get(at);
    boolean own = !isSign(at + 1, "(");
    int next = at + 2;
    while (!own
        && next < tokens.size()
        && tokens.get(next).depth() > token.depth()
        && !isSign(next, ",")) {
      own = tokens.get(next).isName(PROGRAM);
      next++;
    }
    if (own) {
      throw refused(token, token.text());
    }
    return at + 1;
  }

  private boolean isSign(int at, String sign) {
    return at >= 0 && at < tokens.size() && tokens.get(at).isSign(sign);
  }

  private RuntimeException refused(TorchToken token, String name) {
    return file.refused(
        place + " line " + token.line() + " names " + ScannedFile.shown(name),
        "a program may name its own members and operators of PyTorch "
            + TorchOperators.version()
            + " that only compute: take it out of the model, or rename it, and save again");
  }
}
