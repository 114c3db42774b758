package io.lifecycle4j.djl.model.torchscript;

/**
 * A token of the code of a TorchScript program.
 *
 * @param kind what it is
 * @param text the characters; of a text without its quotes, escapes as they are
 * @param line the number of its line, from 1
 * @param depth how many brackets are open around it
 * @param first whether it is the first of a logical line
 */
record TorchToken(Kind kind, String text, int line, int depth, boolean first) {
  /** The kinds of tokens. */
  enum Kind {
    NAME,
    NUMBER,
    TEXT,
    SIGN
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }
}
