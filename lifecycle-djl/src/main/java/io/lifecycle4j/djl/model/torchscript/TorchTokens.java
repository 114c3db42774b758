package io.lifecycle4j.djl.model.torchscript;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Splits the code of a TorchScript program into tokens, as the parser of PyTorch does.
 *
 * <p>Code is what PyTorch prints: ASCII outside of texts and comments, texts on one line, numbers
 * in decimal. What its parser would read in a second way, such as a type in a comment or a text in
 * three quotes, is refused. So is what nests so deeply that its parser, which recurses, would end
 * the process.
 */
final class TorchTokens {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_INDENT = 200;
  private static final int MAX_SIGNS = 100;
  private static final String[] SIGNS = {
    "**=", "//=", "<<=", ">>=", "...", "->", "==", "!=", "<=", ">=", "//", "**", "<<", ">>", "+=",
    "-=", "*=", "/=", "%=", "|=", "&=", "^=", "+", "-", "*", "/", "%", "@", "<", ">", "=", ".", ",",
    ":", "(", ")", "[", "]", "{", "}", "&", "|", "~", "^"
  };

  /** Operators that are written as names. */
  private static final Set<String> OPERATORS = Set.of("not", "and", "or", "if", "is", "in");

  private final ScannedFile file;
  private final String place;
  private final String code;
  private final List<TorchToken> tokens = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private final Deque<Character> open = new ArrayDeque<>();

  /** Signs since the last comma, for each open bracket. */
  private final int[] signs = new int[MAX_DEPTH + 2];

  private int at;
  private int line = 1;
  private boolean first = true;

  private TorchTokens(ScannedFile file, String place, String code) {
    this.file = file;
    this.place = place;
    this.code = code;
  }

  /** Returns the tokens of a code; {@code place} is its entry, for messages. */
  static List<TorchToken> of(ScannedFile file, String place, String code) {
    TorchTokens tokens = new TorchTokens(file, place, code);
    while (tokens.at < code.length()) {
      tokens.next();
    }
    tokens.check(tokens.open.isEmpty(), "has an open bracket at its end");
    return tokens.tokens;
  }

  private void next() {
    char c = code.charAt(at);
    if (c == '\n') {
      at++;
      line++;
      if (open.isEmpty()) {
        first = true;
        signs[0] = 0;
        indent();
      }
    } else if (c == ' ') {
      at++;
    } else if (c == '#') {
      comment();
    } else if (c == '"' || c == '\'') {
      text(c);
    } else if (isDigit(c)) {
      number();
    } else if (isLetter(c)) {
      name();
    } else {
      sign();
    }
  }

  private void name() {
    int start = at;
    while (at < code.length() && isPart(code.charAt(at))) {
      at++;
    }
    // One text for each name: a large program has millions of tokens, and thousands of names.
    String name = names.computeIfAbsent(code.substring(start, at), Function.identity());
    if (OPERATORS.contains(name)) {
      count(name);
    }
    add(TorchToken.Kind.NAME, name);
  }

  private void indent() {
    int start = at;
    while (at < code.length() && code.charAt(at) == ' ') {
      at++;
    }
    check(at - start <= MAX_INDENT, "nests too deeply");
  }

  private void comment() {
    int end = code.indexOf('\n', at);
    String comment = code.substring(at, end < 0 ? code.length() : end);
    check(!comment.substring(1).strip().startsWith("type"), "has a type in a comment");
    check(comment.indexOf(0) < 0, "has a control character");
    at += comment.length();
  }

  private void text(char quote) {
    check(!code.startsWith(String.valueOf(quote).repeat(3), at), "has a text in three quotes");
    int start = ++at;
    while (at < code.length() && code.charAt(at) != quote) {
      at += code.charAt(at) == '\\' ? 2 : 1;
    }
    check(at < code.length(), "has a text without an end");
    String text = code.substring(start, at++);
    check(text.chars().noneMatch(c -> c < ' '), "has a control character in a text");
    add(TorchToken.Kind.TEXT, text);
  }

  private void number() {
    int start = at;
    digits();
    if (skip(".")) {
      digits();
    }
    if (skip("e")) {
      skip("+-");
      digits();
    }
    skip("j");
    boolean goes = at < code.length() && (isPart(code.charAt(at)) || code.charAt(at) == '.');
    check(!goes, "has a number that is not decimal");
    add(TorchToken.Kind.NUMBER, code.substring(start, at));
  }

  private boolean skip(String characters) {
    boolean found = at < code.length() && characters.indexOf(code.charAt(at)) >= 0;
    at += found ? 1 : 0;
    return found;
  }

  private void digits() {
    while (at < code.length() && isDigit(code.charAt(at))) {
      at++;
    }
  }

  private void sign() {
    for (String sign : SIGNS) {
      if (code.startsWith(sign, at)) {
        boolean opens = "([{".contains(sign);
        if (")]}".contains(sign)) {
          close(sign.charAt(0));
        }
        count(sign);
        at += sign.length();
        add(TorchToken.Kind.SIGN, sign);
        if (opens) {
          open.push(sign.charAt(0));
          check(open.size() <= MAX_DEPTH, "nests more than " + MAX_DEPTH + " brackets");
          signs[open.size()] = 0;
        }
        return;
      }
    }
    throw refused("has the character " + Integer.toHexString(code.charAt(at)) + " (hexadecimal)");
  }

  private void close(char bracket) {
    check(
        !open.isEmpty() && "([{".indexOf(open.pop()) == ")]}".indexOf(bracket),
        "closes a bracket that is not open");
  }

  /** Counts operators: the parser makes a tree as deep as a chain of them is long. */
  private void count(String sign) {
    if (sign.equals(",")) {
      signs[open.size()] = 0;
    } else if (!")]}".contains(sign)) {
      signs[open.size()]++;
      check(signs[open.size()] <= MAX_SIGNS, "chains more than " + MAX_SIGNS + " operators");
    }
  }

  private void add(TorchToken.Kind kind, String text) {
    tokens.add(new TorchToken(kind, text, line, open.size(), first));
    first = false;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isPart(char c) {
    return isLetter(c) || isDigit(c);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private void check(boolean condition, String problem) {
    if (!condition) {
      throw refused(problem);
    }
  }

  private RuntimeException refused(String problem) {
    return file.refused(place + " line " + line + " " + problem);
  }
}
