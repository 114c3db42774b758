package io.lifecycle4j.core;

import io.lifecycle4j.Lineage;
import io.lifecycle4j.Lineage.Edge;
import io.lifecycle4j.Lineage.Kind;
import io.lifecycle4j.Lineage.Node;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.PurgeReport.Holder;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.tracking.RunStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what was made of a dataset version, for its purge. */
final class PurgeHolders {
  /** The file of a dataset that was made from logged predictions. */
  private static final String PREDICTIONS = "predictions.jsonl";

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
    return Stream.concat(lineage.results().stream().map(PurgeHolders::holder), pins(rooms, version))
        .toList();
  }

  /** Returns the models whose versions are all judged on rows of a version. */
  private static Stream<Holder> pins(Rooms rooms, VersionRef version) {
    return rooms.registry().models().stream()
        .filter(
            model ->
                new ModelVersions(model, rooms.registry())
                    .pinnedHoldout()
                    .filter(pinned -> pinned.data().equals(version))
                    .isPresent())
        .map(
            model ->
                new Holder(
                    "pinned holdout of model " + model,
                    "in evaluations labels and outputs of its rows; no version is judged until"
                        + " another holdout is pinned"));
  }

  /**
   * Returns what may hold inputs of logged predictions, in words: datasets that were made from
   * them, and what was made of these.
   */
  static List<String> ofPredictions(Rooms rooms) {
    LineageGraph graph = LineageGraph.of(rooms, List.of());
    Set<Node> holders = new LinkedHashSet<>();
    for (String dataset : rooms.datasets().datasets()) {
      for (VersionHeader version : rooms.datasets().versions(dataset)) {
        if (version.purge().isEmpty() && isOfPredictions(rooms.datasets().manifest(version))) {
          Node node = LineageGraph.dataset(dataset, version.number());
          holders.add(node);
          holders.addAll(graph.around(node).results());
        }
      }
    }
    return holders.stream()
        .map(PurgeHolders::holder)
        .map(holder -> holder.name() + ": " + holder.keeps())
        .toList();
  }

  private static boolean isOfPredictions(DatasetManifest manifest) {
    return manifest.files().stream().anyMatch(file -> file.name().equals(PREDICTIONS));
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
          case MODEL ->
              "weights, preprocessing, golden rows and drift reference, and in evaluations on its"
                  + " held-out rows their labels and outputs";
        };
    return new Holder(node.toString(), keeps);
  }
}
