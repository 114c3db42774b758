package io.lifecycle4j.djl.model.torchscript;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that the code of a TorchScript program declares. */
final class TorchNames {
  private final Set<String> types = new HashSet<>();
  private final Set<String> members = new HashSet<>();
  private final Map<String, TorchClass> classes = new HashMap<>();

  /**
   * Adds the names of a file of code.
   *
   * @param place its entry, for messages
   * @param space its name with dots, as in __torch__.net
   */
  void add(ScannedFile file, String place, String space, List<TorchToken> tokens) {
    TorchClass.read(file, place, tokens)
        .forEach((name, declared) -> classes.put(space + "." + name, declared));
    boolean inEnum = false;
    for (int i = 0; i + 1 < tokens.size(); i++) {
      TorchToken token = tokens.get(i);
      TorchToken next = tokens.get(i + 1);
      if (token.isName("class") || token.isName("def")) {
        types.add(space + "." + next.text());
        members.add(next.text());
        inEnum = isEnum(tokens, i);
      } else if (declares(token, next, inEnum)) {
        members.add(token.text());
      } else if (token.isName("__annotations__") && next.isSign("[") && i + 2 < tokens.size()) {
        members.add(tokens.get(i + 2).text()); // the name of a member that is not an identifier
      }
    }
  }

  private static boolean isEnum(List<TorchToken> tokens, int at) {
    return at + 3 < tokens.size() && tokens.get(at + 3).isName(TorchClass.ENUM);
  }

  /** Returns whether a line declares a member, or a constant of an enumeration. */
  private static boolean declares(TorchToken token, TorchToken next, boolean inEnum) {
    return token.first() && (next.isSign(":") || (inEnum && next.isSign("=")));
  }

  /** Returns whether the program declares a class or a function of a name with dots. */
  boolean hasType(String name) {
    return types.contains(name);
  }

  /** Finds a class of the program by a name with dots. */
  Optional<TorchClass> find(String name) {
    return Optional.ofNullable(classes.get(name));
  }

  /** Returns whether a class of the program has a member of a name. */
  boolean hasMember(String name) {
    return members.contains(name);
  }

  /** Returns the names that a file of code assigns, as parameters and variables. */
  static Set<String> bound(List<TorchToken> tokens) {
    Set<String> bound = new HashSet<>();
    int start = 0;
    for (int i = 0; i < tokens.size(); i++) {
      TorchToken token = tokens.get(i);
      start = token.first() ? i : start;
      if (token.isSign("=") && token.depth() == 0) {
        bind(tokens.subList(start, i), bound);
      } else if (token.isName("for")) {
        bindUntil("in", tokens, i + 1, bound);
      } else if (token.isName("as") || token.isName("class")) {
        bindUntil(":", tokens, i + 1, bound);
      } else if (token.isName("def")) {
        bindParameters(tokens, i + 1, bound);
      }
    }
    return bound;
  }

  private static void bind(List<TorchToken> targets, Set<String> bound) {
    for (TorchToken target : targets) {
      if (target.isSign(":")) {
        return; // a type follows
      }
      if (target.kind() == TorchToken.Kind.NAME && target.depth() == 0) {
        bound.add(target.text());
      }
    }
  }

  private static void bindUntil(String end, List<TorchToken> tokens, int from, Set<String> bound) {
    for (int i = from; i < tokens.size(); i++) {
      TorchToken token = tokens.get(i);
      if (token.text().equals(end)) {
        return;
      }
      if (token.kind() == TorchToken.Kind.NAME) {
        bound.add(token.text());
      }
    }
  }

  private static void bindParameters(List<TorchToken> tokens, int from, Set<String> bound) {
    for (int i = from; i < tokens.size() && !tokens.get(i).first(); i++) {
      TorchToken token = tokens.get(i);
      TorchToken before = tokens.get(i - 1);
      boolean begins = before.isName("def") || before.isSign("(") || before.isSign(",");
      if (token.kind() == TorchToken.Kind.NAME && token.depth() <= 1 && begins) {
        bound.add(token.text());
      }
    }
  }
}
