package io.lifecycle4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lineage.Edge;
import io.lifecycle4j.Lineage.Kind;
import io.lifecycle4j.Lineage.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageTreeTest {
  private static final Node RAW = new Node(Kind.DATASET, "raw:1");
  private static final Node ROWS = new Node(Kind.DATASET, "rows:1");
  private static final Node RUN = new Node(Kind.RUN, "r1");
  private static final Node MODEL = new Node(Kind.MODEL, "fraud:1");
  private static final List<Edge> EDGES =
      List.of(
          new Edge(RAW, ROWS, "ab12cd34".repeat(8)),
          new Edge(ROWS, RUN, "training"),
          new Edge(RAW, RUN, "validation"),
          new Edge(RUN, MODEL, "registered"));

  @Test
  void findsAllSourcesAndAllResults() {
    Lineage lineage = new Lineage(RUN, EDGES);
    assertThat(lineage.sources()).containsExactly(ROWS, RAW);
    assertThat(lineage.results()).containsExactly(MODEL);
  }

  @Test
  void drawsBothTreesAndEachNodeOnce() {
    assertThat(new Lineage(RUN, EDGES))
        .hasToString(
            """
            run r1
            made of
              dataset rows:1: training
                dataset raw:1: prepared (ab12cd34)
              dataset raw:1: validation (see above)
            became
              model fraud:1: registered
            """);
  }

  @Test
  void saysWhatHasNoSourcesAndNoResults() {
    assertThat(new Lineage(RUN, List.of()))
        .hasToString(
            """
            run r1
            made of nothing that is kept here
            became nothing yet
            """);
  }

  @Test
  void endsWhereEdgesFormACircle() {
    List<Edge> circle = List.of(new Edge(RUN, MODEL, "a"), new Edge(MODEL, RUN, "b"));
    assertThat(new Lineage(RUN, circle).results()).containsExactly(MODEL, RUN);
  }
}
