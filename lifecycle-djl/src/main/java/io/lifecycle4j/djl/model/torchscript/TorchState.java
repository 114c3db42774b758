package io.lifecycle4j.djl.model.torchscript;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that a function of a TorchScript program changes in place only what it computed or was
 * given: a member or a constant that changes is state, which one call leaves to the next.
 *
 * <p>A name holds a member if it was assigned one anywhere in the function, also a view or a part
 * of it. The results of other operators are new. What a function changes of its parameters, and
 * which of its members it returns, is not followed into its callers.
 */
final class TorchState {
  /** Operators that change their first argument, besides those whose name ends with _. */
  private static final Set<String> CHANGES =
      Set.of(
          "append",
          "insert",
          "extend",
          "remove",
          "reverse",
          "sort",
          "pop",
          "popitem",
          "clear",
          "update",
          "setdefault",
          "_set_item",
          "rrelu_with_noise",
          "__iand__",
          "__ior__",
          "__ixor__",
          "__ilshift__",
          "__irshift__");

  /** Operators whose result may be an argument, a part of it or a view of its memory. */
  private static final Set<String> SHARES =
      Set.of(
          ("__getitem__ _unwrap_optional _reshape_alias adjoint alias align_as align_tensors"
                  + " align_to alpha_dropout as_strided as_tensor atleast_1d atleast_2d atleast_3d"
                  + " block_diag broadcast_tensors broadcast_to chunk coalesce combinations conj"
                  + " contiguous copy cpu cuda data detach diagonal dropout dsplit einsum expand"
                  + " expand_as feature_alpha_dropout feature_dropout flatten get hsplit imag keys"
                  + " items list lift_fresh linalg_diagonal mH mT matrix_H meshgrid moveaxis movedim"
                  + " narrow numpy_T permute pad popitem pop positive ravel real refine_names rename"
                  + " reshape reshape_as resolve_conj resolve_neg select setdefault slice sorted split"
                  + " split_with_sizes squeeze swapaxes swapdims t tensor_split to to_dense to_sparse"
                  + " transpose type_as unbind unflatten unfold unsqueeze view view_as view_as_complex"
                  + " view_as_real vsplit")
              .split(" "));

  /** Operators whose result is the index of a sparse tensor, which must stay within its shape. */
  private static final Set<String> INDICES = Set.of("indices", "values");

  /** Functions whose result is a number or a text. */
  private static final Set<String> NUMBERS =
      Set.of("int", "float", "bool", "str", "complex", "len", "range", "isinstance");

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<=", ">=");
  private static final Set<String> MAKERS = Set.of("__init__", "__setstate__");
  private static final int MAX_ROUNDS = 50;

  private final ScannedFile file;
  private final String place;
  private final List<TorchToken> tokens;
  private final Set<String> kept = new HashSet<>();
  private final Set<String> made = new HashSet<>();

  private TorchState(ScannedFile file, String place, List<TorchToken> tokens) {
    this.file = file;
    this.place = place;
    this.tokens = tokens;
  }

  /** Checks the functions of an entry. */
  static void check(ScannedFile file, String place, List<TorchToken> tokens) {
    int start = 0;
    for (int i = 1; i <= tokens.size(); i++) {
      boolean begins =
          i == tokens.size()
              || (tokens.get(i).first()
                  && (tokens.get(i).isName("def") || tokens.get(i).isName("class")));
      if (begins) {
        if (tokens.get(start).isName("def")) {
          new TorchState(file, place, tokens.subList(start, i)).check();
        }
        start = i;
      }
    }
  }

  private void check() {
    int rounds = 0;
    int before;
    do {
      before = kept.size();
      spread();
      file.check(++rounds <= MAX_ROUNDS, place + " passes members on too often");
    } while (kept.size() > before);
    int start = 0;
    for (int i = 0; i < tokens.size(); i++) {
      start = tokens.get(i).first() ? i : start;
      if (changes(start, i)) {
        throw file.refused(
            place
                + " line "
                + tokens.get(i).line()
                + " changes a member or a constant by "
                + ScannedFile.shown(tokens.get(i).text()),
            "a network must not keep state between calls: take it out of the model, and save"
                + " again");
      }
    }
  }

  /** Collects the names that hold members, from assignments and loops. */
  private void spread() {
    int start = 0;
    for (int i = 0; i < tokens.size(); i++) {
      TorchToken token = tokens.get(i);
      start = token.first() ? i : start;
      if (token.isSign("=") && token.depth() == 0) {
        assign(start, i);
      } else if (token.isName("for")) {
        loop(i);
      } else if (token.isName("as") && reaches(start, i)) {
        keep(i + 1, end(i), kept);
      }
    }
  }

  private void loop(int at) {
    int in = at + 1;
    while (in < tokens.size() && !tokens.get(in).isName("in") && !tokens.get(in).isName("for")) {
      in++;
    }
    if (in < tokens.size() && reaches(in, end(in))) {
      keep(at + 1, in, kept);
    }
  }

  private void assign(int start, int at) {
    int end = end(at);
    if (reaches(at + 1, end)) {
      keep(start, at, kept);
    }
    for (int i = at; i < end; i++) {
      if (tokens.get(i).isName("__new__")) {
        keep(start, at, made);
      }
    }
  }

  private void keep(int from, int to, Set<String> names) {
    for (int i = from; i < to && !isSign(i, ":"); i++) {
      if (tokens.get(i).kind() == TorchToken.Kind.NAME) {
        names.add(tokens.get(i).text());
      }
    }
  }

  /** Returns whether what begins at a token of a statement changes something that is kept. */
  private boolean changes(int start, int at) {
    TorchToken token = tokens.get(at);
    if (token.kind() == TorchToken.Kind.SIGN) {
      return token.depth() == 0 && token.text().endsWith("=") && assigns(start, at);
    }
    if (!isSign(at - 1, ".")) {
      return changesByName(at);
    }
    if (MAKERS.contains(token.text())) {
      return !makes(at);
    }
    return isChange(token.text()) && changesBy(start, at);
  }

  private boolean changesByName(int at) {
    TorchToken token = tokens.get(at);
    if (token.isName("getattr") && isSign(at + 1, "(")) {
      String last = tokens.get(close(at + 1) - 1).text();
      return isChange(last) || MAKERS.contains(last);
    }
    boolean out = token.isName("out") && isSign(at + 1, "=") && token.depth() > 0;
    return out && reaches(at + 2, argument(at));
  }

  /** Returns whether an assignment changes something in place that is kept. */
  private boolean assigns(int start, int at) {
    String sign = tokens.get(at).text();
    if (!sign.equals("=")) {
      return !COMPARISONS.contains(sign); // PyTorch writes none
    }
    boolean parts = false;
    int end = start;
    while (end < at && !(isSign(end, ":") && tokens.get(end).depth() == 0)) {
      parts |= isSign(end, "[");
      end++;
    }
    return parts && reaches(start, end);
  }

  private static boolean isChange(String name) {
    boolean inPlace = name.endsWith("_") && !name.endsWith("__");
    return CHANGES.contains(name) || (inPlace && TorchOperators.allowsTorch(name));
  }

  private boolean changesBy(int start, int at) {
    if (!isOperator(at)) {
      return reaches(object(start, at), at - 1); // PyTorch writes methods of the program only
    }
    if (!isSign(at + 1, "(")) {
      return true; // to be called later
    }
    int close = close(at + 1);
    boolean all = tokens.get(at).text().startsWith("rrelu_with_noise");
    boolean changed = reaches(at + 2, all ? close : argument(at + 2)) && !countsBatches(at);
    for (int i = at + 2; i < close && !changed; i++) {
      boolean named = isSign(i + 1, "=") && tokens.get(i).depth() == tokens.get(at).depth() + 1;
      changed = named && reaches(i + 2, argument(i));
    }
    return changed;
  }

  /** Returns where the object of a method begins, at the earliest. */
  private int object(int start, int at) {
    int depth = tokens.get(at).depth();
    int from = at;
    while (from > start
        && tokens.get(from - 1).depth() >= depth
        && !(isSign(from - 1, ",") && tokens.get(from - 1).depth() == depth)) {
      from--;
    }
    return from;
  }

  private boolean isOperator(int at) {
    return (isName(at - 2, "torch") && !isSign(at - 3, "."))
        || (isName(at - 4, "ops") && !isSign(at - 5, "."));
  }

  /** The one change that layers of PyTorch have: in training, which a served network is not in. */
  private boolean countsBatches(int at) {
    String[] before = {
      null,
      "=",
      null,
      ".",
      "training",
      "if",
      null,
      ":",
      "num_batches_tracked",
      "=",
      null,
      ".",
      "num_batches_tracked",
      null,
      "=",
      "torch",
      ".",
      "add_",
      "(",
      "num_batches_tracked",
      ",",
      "1",
      ")"
    };
    int start = at - 17;
    boolean same = start >= 0 && start + before.length <= tokens.size();
    for (int i = 0; i < before.length && same; i++) {
      same = before[i] == null || tokens.get(start + i).text().equals(before[i]);
    }
    return same
        && tokens.get(start).first()
        && tokens.get(start).text().equals(tokens.get(start + 6).text());
  }

  /** Returns whether the object that is initialized was made by this function. */
  private boolean makes(int at) {
    boolean plain = isSign(at - 2, ")") && isSign(at - 4, "(") && isSign(at + 1, "(");
    String name = plain ? tokens.get(at - 3).text() : "";
    return tokens.get(at).isName("__init__") && made.contains(name) && !kept.contains(name);
  }

  /** Returns whether the value of an expression may be a member, a constant or a part of one. */
  private boolean reaches(int from, int to) {
    int at = from;
    while (at < to) {
      if (isKept(at)) {
        return true;
      }
      at = after(at);
    }
    return false;
  }

  private boolean isKept(int at) {
    TorchToken token = tokens.get(at);
    if (token.isSign(".")) {
      return !isSign(at + 2, "("); // a member, which is not called
    }
    if (token.kind() != TorchToken.Kind.NAME || (isSign(at + 1, "=") && token.depth() > 0)) {
      return false;
    }
    if (isPath(at) && !token.isName("__torch__")) {
      return isSign(path(at), "(") && INDICES.contains(tokens.get(path(at) - 1).text());
    }
    return kept.contains(token.text()) || token.isName("CONSTANTS") || token.isName("getattr");
  }

  /** Returns the next token that may be part of the value. */
  private int after(int at) {
    TorchToken token = tokens.get(at);
    if (isPath(at)) {
      int end = path(at);
      boolean skips = isSign(end, "(") && !token.isName("__torch__");
      return skips && !SHARES.contains(tokens.get(end - 1).text()) ? close(end) + 1 : end;
    }
    if (NUMBERS.contains(token.text()) && isSign(at + 1, "(")) {
      return close(at + 1) + 1;
    }
    if (token.isSign("(")) {
      return afterGroup(at);
    }
    return token.isSign(".") ? at + 2 : at + 1;
  }

  /** Skips the object of a method of the program: the result is not the object. */
  private int afterGroup(int at) {
    int close = close(at);
    boolean method = isSign(close + 1, ".") && isSign(close + 3, "(");
    boolean own = method && !TorchOperators.allowsTorch(tokens.get(close + 2).text());
    return own ? close + 3 : at + 1;
  }

  private boolean isPath(int at) {
    return isName(at, "torch") || isName(at, "ops") || isName(at, "__torch__");
  }

  /** Returns the token after a name with dots. */
  private int path(int at) {
    int end = at + 1;
    while (isSign(end, ".") && end + 1 < tokens.size()) {
      end += 2;
    }
    return end;
  }

  /** Returns the bracket that closes the one at a token. */
  private int close(int open) {
    int at = open + 1;
    while (at < tokens.size() && tokens.get(at).depth() > tokens.get(open).depth()) {
      at++;
    }
    return at;
  }

  /** Returns the end of the argument that begins at a token. */
  private int argument(int from) {
    int depth = tokens.get(from).depth();
    int at = from;
    while (at < tokens.size()
        && tokens.get(at).depth() >= depth
        && !(isSign(at, ",") && tokens.get(at).depth() == depth)) {
      at++;
    }
    return at;
  }

  /** Returns the end of the line of a token, or of the brackets around it. */
  private int end(int at) {
    int end = Math.min(at + 1, tokens.size());
    while (end < tokens.size()
        && !tokens.get(end).first()
        && tokens.get(end).depth() >= tokens.get(at).depth()) {
      end++;
    }
    return end;
  }

  private boolean isSign(int at, String sign) {
    return at >= 0 && at < tokens.size() && tokens.get(at).isSign(sign);
  }

  private boolean isName(int at, String name) {
    return at >= 0 && at < tokens.size() && tokens.get(at).isName(name);
  }
}
