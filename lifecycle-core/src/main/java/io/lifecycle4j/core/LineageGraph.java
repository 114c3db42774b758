package io.lifecycle4j.core;

import io.lifecycle4j.Lineage;
import io.lifecycle4j.Lineage.Edge;
import io.lifecycle4j.Lineage.Kind;
import io.lifecycle4j.Lineage.Node;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All steps from data over runs to models, as recorded in the manifests and runs of a home. */
final class LineageGraph {
  private static final String TRAINED = "trained on it";
  private static final String REGISTERED = "registered with it";

  private final Set<Edge> edges = new LinkedHashSet<>();

  /**
   * Reads the lineage of a home.
   *
   * @param experiments experiments to search in addition to those that the tracker lists and those
   *     named like a model; a custom tracker may be unable to list any
   */
  static LineageGraph of(Rooms rooms, List<String> experiments) {
    LineageGraph graph = new LineageGraph();
    for (String dataset : rooms.datasets().datasets()) {
      rooms.datasets().versions(dataset).forEach(graph::add);
    }
    Set<String> searched = new TreeSet<>(experiments);
    searched.addAll(rooms.registry().models());
    rooms.tracker().findExperiments().ifPresent(searched::addAll);
    for (String experiment : searched) {
      RunQuery.Builder query = RunQuery.builder().experiment(experiment).view(RunQuery.View.ALL);
      Tracking.search(rooms.tracker(), query).forEach(graph::add);
    }
    for (String model : rooms.registry().models()) {
      new ModelVersions(model, rooms.registry()).from(1).forEach(graph::add);
    }
    return graph;
  }

  static Node dataset(String name, int number) {
    return new Node(Kind.DATASET, name + ":" + number);
  }

  private void add(VersionHeader version) {
    for (Parent parent : version.summary().parents()) {
      Node source = dataset(parent.dataset(), parent.number());
      Node result = dataset(version.dataset(), version.number());
      edges.add(new Edge(source, result, parent.how()));
    }
  }

  private void add(RunRecord run) {
    Node result = new Node(Kind.RUN, run.id());
    for (RunInput input : run.inputs()) {
      VersionRef used = input.version();
      String how = input.role().equals("train") ? TRAINED : "used for " + input.role();
      edges.add(new Edge(dataset(used.dataset(), used.number()), result, how));
    }
  }

  private void add(ModelVersion version) {
    Provenance origin = version.manifest().provenance();
    Node data = dataset(origin.data().dataset(), origin.data().number());
    Node model = new Node(Kind.MODEL, version.toString());
    version.manifest().ancestors().stream()
        .findFirst()
        .map(nearest -> new Node(Kind.MODEL, nearest.version()))
        .ifPresent(nearest -> edges.add(new Edge(nearest, model, "its weights began with it")));
    if (origin instanceof Provenance.Trained from) {
      Node run = new Node(Kind.RUN, from.run());
      edges.add(new Edge(data, run, TRAINED));
      edges.add(new Edge(run, model, "result of the run"));
    } else {
      edges.add(new Edge(data, model, REGISTERED));
    }
  }

  /** Returns the part of the graph that leads to or from a node. */
  Lineage around(Node subject) {
    Lineage all = new Lineage(subject, List.copyOf(edges));
    Set<Node> above = new LinkedHashSet<>(all.sources());
    Set<Node> below = new LinkedHashSet<>(all.results());
    above.add(subject);
    below.add(subject);
    List<Edge> kept = new ArrayList<>(edges);
    kept.removeIf(edge -> !above.contains(edge.result()) && !below.contains(edge.source()));
    return new Lineage(subject, kept);
  }
}
