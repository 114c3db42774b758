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
 * What something was made of, and what came from it: a graph whose edges lead from a source to what
 * was made of it. Immutable and thread-safe.
 *
 * @param subject what it is the lineage of
 * @param edges all steps that lead to it, and all that lead on from it
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
   * Something that is made of others, or that others are made of.
   *
   * @param kind what it is
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

  /** What a node is. */
  public enum Kind {
    /** A version of a data set. */
    DATASET,
    /** A run of training. */
    RUN,
    /** A version of a model. */
    MODEL
  }

  /**
   * One step.
   *
   * @param source what something was made of
   * @param result what was made
   * @param how what was done; for prepared rows the fingerprint of the preprocessing
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
   * Lists what the subject was made of, directly or not.
   *
   * @return the nodes, the nearest first
   */
  public List<Node> sources() {
    return reached(node -> edgesTo(node).stream().map(Edge::source).toList());
  }

  /**
   * Lists what came from the subject, directly or not.
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

  /** Draws two trees: what the subject was made of, and what came from it. */
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

  /** Rows are prepared by what has a fingerprint, of which a person needs the beginning alone. */
  private static String shown(String how) {
    return FINGERPRINT.matcher(how).matches()
        ? "prepared (" + how.substring(0, SHOWN_DIGITS) + ")"
        : how;
  }
}
