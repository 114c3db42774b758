package io.lifecycle4j.core;

import io.lifecycle4j.Lineage;
import io.lifecycle4j.Lineage.Edge;
import io.lifecycle4j.Lineage.Kind;
import io.lifecycle4j.Lineage.Node;
import io.lifecycle4j.data.PurgeReport.Holder;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.tracking.RunStatus;
import java.util.List;

/** Finds what was made of a dataset version, for its purge. */
final class PurgeHolders {
  private PurgeHolders() {}

  /**
   * Returns what was made of a version, the nearest first.
   *
   * @throws ConflictException if a run in progress uses the version
   */
  static List<Holder> of(Rooms rooms, VersionRef version) {
    Node subject = LineageGraph.dataset(version.dataset(), version.number());
    Lineage lineage = LineageGraph.of(rooms, List.of()).around(subject);
    for (Edge edge : lineage.edges()) {
      if (edge.source().equals(subject) && isRunning(rooms, edge.result())) {
        throw new ConflictException(
            "Cannot purge " + version + ": " + edge.result() + " uses it (wait for its end)");
      }
    }
    return lineage.results().stream().map(PurgeHolders::holder).toList();
  }

  private static boolean isRunning(Rooms rooms, Node node) {
    return node.kind() == Kind.RUN
        && rooms
            .tracker()
            .find(node.name())
            .filter(run -> run.status() == RunStatus.RUNNING)
            .isPresent();
  }

  private static Holder holder(Node node) {
    String keeps =
        switch (node.kind()) {
          case DATASET -> "rows made of it";
          case RUN -> "its metrics and files";
          case MODEL -> "weights, preprocessing, golden rows and drift reference";
        };
    return new Holder(node.toString(), keeps);
  }
}
