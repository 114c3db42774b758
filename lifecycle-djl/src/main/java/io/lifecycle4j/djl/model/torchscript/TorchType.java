package io.lifecycle4j.djl.model.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A type as the code of a TorchScript program writes it, such as {@code Dict[str, Tensor]}.
 *
 * @param name the name, with its dots
 * @param parts the types in brackets
 */
record TorchType(String name, List<TorchType> parts) {
  static final TorchType ANY = new TorchType("Any", List.of());

  /** Stands for text that is not a type. No value has it. */
  static final TorchType UNKNOWN = new TorchType("?", List.of());

  TorchType {
    parts = List.copyOf(parts);
  }

  static TorchType list(TorchType element) {
    return new TorchType("List", List.of(element));
  }

  /** Reads the type that the tokens are, all of them; else returns {@link #UNKNOWN}. */
  static TorchType of(List<TorchToken> tokens) {
    Reader reader = new Reader(tokens);
    TorchType type = reader.type();
    return reader.at == tokens.size() && !reader.failed ? type : UNKNOWN;
  }

  TorchType part(int index) {
    return parts.get(index);
  }

  @Override
  public String toString() {
    return parts.isEmpty()
        ? name
        : name
            + parts.stream().map(TorchType::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Reads a type; brackets nest no deeper than {@link TorchTokens} allows. */
  private static final class Reader {
    private final List<TorchToken> tokens;
    private int at;
    private boolean failed;

    Reader(List<TorchToken> tokens) {
      this.tokens = tokens;
    }

    TorchType type() {
      StringBuilder name = new StringBuilder(word());
      while (skip(".")) {
        name.append('.').append(word());
      }
      List<TorchType> parts = new ArrayList<>();
      if (skip("[")) {
        if (skip("(")) { // Tuple[()]
          failed |= !skip(")");
        } else {
          do {
            parts.add(type());
          } while (!failed && skip(","));
        }
        failed |= !skip("]");
      }
      return new TorchType(name.toString(), parts);
    }

    private String word() {
      failed |= at >= tokens.size() || tokens.get(at).kind() != TorchToken.Kind.NAME;
      return failed ? "" : tokens.get(at++).text();
    }

    private boolean skip(String sign) {
      boolean found = at < tokens.size() && tokens.get(at).isSign(sign);
      at += found ? 1 : 0;
      return found;
    }
  }
}
