package io.lifecycle4j;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The sources and results of a dataset version, a run or a model version, as a graph. Each edge
 * leads from a source to its result. Immutable and thread-safe.
 *
 * @param subject the node whose lineage this is
 * @param edges all steps that lead to the subject, and all that start from it
 */
public record Lineage(Node subject, List<Edge> edges) {
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
  private static final int SHOWN_DIGITS = 8;

  /** Checks the parts. */
  public Lineage {
    required(subject, "subject");
    edges = copy(edges, "edges");
  }

  /**
   * A source or a result.
   *
   * @param kind the kind of node
   * @param name its name: {@code rides:3} for a version, the id of a run
   */
  public record Node(Kind kind, String name) {
    /** Checks the parts. */
    public Node {
      required(kind, "kind");
      required(name, "name");
    }

    @Override
    public String toString() {
      return kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }
  }

  /** The kind of a node. */
  public enum Kind {
    /** A version of a dataset. */
    DATASET,
    /** A training run. */
    RUN,
    /** A version of a model. */
    MODEL
  }

  /**
   * One step from a source to its result.
   *
   * @param source the source
   * @param result the result
   * @param how what was done; for preprocessed rows, the fingerprint of the preprocessing
   */
  public record Edge(Node source, Node result, String how) {
    /** Checks the parts. */
    public Edge {
      required(source, "source");
      required(result, "result");
      required(how, "what was done");
    }
  }

  /**
   * Returns the direct and indirect sources of the subject.
   *
   * @return the nodes, the nearest first
   */
  public List<Node> sources() {
    return reached(node -> edgesTo(node).stream().map(Edge::source).toList());
  }

  /**
   * Returns the direct and indirect results of the subject.
   *
   * @return the nodes, the nearest first
   */
  public List<Node> results() {
    return reached(node -> edgesFrom(node).stream().map(Edge::result).toList());
  }

  private List<Node> reached(Function<Node, List<Node>> next) {
    Set<Node> reached = new LinkedHashSet<>();
    Deque<Node> open = new ArrayDeque<>(next.apply(subject));
    while (!open.isEmpty()) {
      Node node = open.remove();
      if (reached.add(node)) {
        open.addAll(next.apply(node));
      }
    }
    return List.copyOf(reached);
  }

  private List<Edge> edgesTo(Node node) {
    return edges.stream().filter(edge -> edge.result().equals(node)).toList();
  }

  private List<Edge> edgesFrom(Node node) {
    return edges.stream().filter(edge -> edge.source().equals(node)).toList();
  }

  /** Returns two trees as text: the sources of the subject, and its results. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(subject.toString()).append("\nmade of");
    draw(text, subject, true, "  ", new HashSet<>());
    text.append(edgesTo(subject).isEmpty() ? " nothing that is kept here" : "").append("\nbecame");
    draw(text, subject, false, "  ", new HashSet<>());
    return text.append(edgesFrom(subject).isEmpty() ? " nothing yet" : "").append('\n').toString();
  }

  private void draw(StringBuilder text, Node node, boolean up, String indent, Set<Node> drawn) {
    for (Edge edge : up ? edgesTo(node) : edgesFrom(node)) {
      Node next = up ? edge.source() : edge.result();
      boolean again = !drawn.add(next);
      text.append('\n').append(indent).append(next).append(": ").append(shown(edge.how()));
      text.append(again ? " (see above)" : "");
      if (!again) {
        draw(text, next, up, indent + "  ", drawn);
      }
    }
  }

  /** Shortens a fingerprint to its beginning, which is enough to recognise it. */
  private static String shown(String how) {
    return FINGERPRINT.matcher(how).matches()
        ? "prepared (" + how.substring(0, SHOWN_DIGITS) + ")"
        : how;
  }
}
