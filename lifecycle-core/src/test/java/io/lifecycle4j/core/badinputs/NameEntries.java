package io.lifecycle4j.core.badinputs;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Fixtures.TIME;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.evaluation.StressTests;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.CustomGate;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.Gates;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionQuery;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunQuery;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The entries that take a name which people give to something. */
final class NameEntries {
  private static final Content BYTES = Content.of("bytes");
  private static final String FIRST = "the first column";

  private NameEntries() {}

  static List<Entry> all() {
    return List.of(
        name("Experiments.start", NameEntries::experiment),
        name("Experiments.run", NameEntries::experimentRun),
        key("Run.param", NameEntries::param),
        key("Run.params", NameEntries::params),
        key("Run.log", NameEntries::metric),
        key("Run.tag", NameEntries::tag),
        path("Run.artifact", NameEntries::artifact),
        key("Run.removeTag", (in, name) -> found(removed(in, name), name)),
        path("Run.checkpoint", NameEntries::checkpoint),
        key("Run.batch", NameEntries::batch),
        key("Experiments.tag name", NameEntries::later),
        name("NewRun.name", NameEntries::runName),
        name("Experiments.newRun", NameEntries::newRun),
        name(
            "RunQuery.Builder.experiment",
            (in, name) -> RunQuery.builder().experiment(name).build().experiments().toArray()[0]),
        name(
            "VersionQuery.Builder.model",
            (in, name) -> VersionQuery.builder().model(name).build().models().toArray()[0]),
        name("RunInfo.new id", NameEntries::runId),
        name("Datasets.dataset", NameEntries::dataset),
        path("Sources.csv", NameEntries::file),
        path("DatasetStore.put", (in, name) -> in.store.put(new NamedContent(name, BYTES)).name()),
        name("Column.of", NameEntries::column),
        name(
            "Schema.with",
            (in, name) -> Sandbox.SCHEMA.with(name, DataType.INT64).columns().get(2).name()),
        name("Columns.Builder.string", NameEntries::columns),
        name("Format.new id", (in, name) -> new Format(name, Map.of()).id()),
        name("Sources.Idx.part", NameEntries::part),
        name("Splits.byColumn", NameEntries::split),
        name("Splits.byKey", (in, name) -> key(name).columns().get(0)),
        name("Splits.byTime", (in, name) -> Splits.byTime(name).column()),
        name("Splits.stratified", (in, name) -> classes(name).label()),
        path(
            "ModelRegistry.put",
            (in, name) -> in.registry.put(new NamedContent(name, BYTES)).name()),
        name("ModelRegistry.register", NameEntries::model),
        path("ModelManifest files", NameEntries::modelFile),
        name("ModelArtifact.new format", NameEntries::artifactFormat),
        name("Actor.by", NameEntries::actor),
        name(
            "DescriptionBuilder.owner",
            (in, name) -> property(said(describe(in).owner(name)).set().keySet())),
        name(
            "DescriptionBuilder.removeOwner",
            (in, name) -> property(said(describe(in).removeOwner(name)).removed())),
        key(
            "DescriptionBuilder.tag name",
            (in, name) -> property(said(describe(in).tag(name, "x")).set().keySet())),
        key(
            "DescriptionBuilder.removeTag",
            (in, name) -> property(said(describe(in).removeTag(name)).removed())),
        name("SubscriptionBuilder.named", NameEntries::subscribed),
        name("ManagedModelBuilder.onAlert", Sandbox::listening),
        name("Change.AliasMoved.new model", (in, name) -> moved(name, "production").model()),
        name("Change.AliasMoved.new alias", NameEntries::alias),
        name("Lifecycle.model", NameEntries::managed),
        name("Gates.gate", (in, name) -> ((CustomGate) Gates.gate(name, (a, b) -> true)).name()),
        name("Gates.stress", (in, name) -> Gates.stress(StressTests.noise(1), name).metric()),
        name("Gates.betterThanProduction", (in, name) -> Gates.betterThanProduction(name).metric()),
        name(
            "BetterThanProduction.where",
            (in, name) -> first(Gates.betterThanProduction("a").where(name, "x").columns())),
        name("Gates.noSliceWorse", (in, name) -> Gates.noSliceWorse(name, "a").metric()),
        name(
            "Gates.noSliceWorse column",
            (in, name) -> Gates.noSliceWorse("a", name).columns().get(0)),
        name(
            "Gates.similarBetweenGroups",
            (in, name) -> Gates.similarBetweenGroups(name, "a").metric()),
        name(
            "Gates.similarBetweenGroups column",
            (in, name) -> Gates.similarBetweenGroups("a", name).column()),
        name("Gates.betterThanBaseline", (in, name) -> Gates.betterThanBaseline(name).metric()),
        name(
            "Gates.notWorseThanProduction",
            (in, name) -> Gates.notWorseThanProduction(name).metric()),
        name(
            "NotWorseThanProduction.where",
            (in, name) -> first(Gates.notWorseThanProduction("a").where(name, "x").columns())),
        key("Conditions.metric", (in, name) -> Conditions.metric(name).key()),
        name("Subject.Metric.where", (in, name) -> column(Conditions.metric("a").where(name, "x"))),
        name(
            "Subject.Slice.where",
            (in, name) -> column(Conditions.metric("a").where(FIRST, "x").where(name, "x"))),
        name(
            "Conditions.prediction",
            (in, name) ->
                Conditions.prediction(name == null ? null : "inputs." + name).key().substring(7)),
        name("Conditions.drift", (in, name) -> Conditions.drift(name, DriftMeasure.PSI).key()),
        key("Conditions.param", (in, name) -> Conditions.param(name).key()),
        key("Conditions.tag", (in, name) -> Conditions.tag(name).key()),
        name("Steps.impute", (in, name) -> Steps.impute(name).mean().column()),
        name("Steps.standardize", (in, name) -> Steps.standardize(name).column()),
        name("Steps.oneHot", (in, name) -> Steps.oneHot(name).column()),
        name("Tasks.classification", (in, name) -> Tasks.classification(name, "a", "b").label()),
        name("Tasks.regression", (in, name) -> Tasks.regression(name).label()),
        name("Tasks.regression several", (in, name) -> Tasks.regression(name, "b").labels().get(0)),
        name("Tasks.multiLabel", (in, name) -> Tasks.multiLabel("a", name).labels().get(1)),
        name("Tasks.quantiles", (in, name) -> Tasks.quantiles(name, 0.5).label()));
  }

  private static String first(Map<String, String> columns) {
    return columns.keySet().iterator().next();
  }

  private static String subscribed(Sandbox in, String name) {
    try (var subscription = in.lifecycle.models().events().named(name).onEvent(event -> {})) {
      return subscription.status().name().orElseThrow();
    }
  }

  private static DescriptionBuilder describe(Sandbox in) {
    return in.lifecycle.models().describe(in.lifecycle.models().version("moved", 1)).by(ALICE);
  }

  /** Says it, and reads what was said. */
  private static VersionDescribed said(DescriptionBuilder description) {
    return description
        .reason("Why")
        .commit()
        .transition()
        .find(VersionDescribed.class)
        .orElseThrow();
  }

  /** Returns the name of the only property, which begins with what it is. */
  private static String property(Collection<String> properties) {
    return properties.iterator().next().replaceFirst("^(owners|tags)\\.", "");
  }

  private static String column(Subject.Slice slice) {
    return slice.columns().keySet().stream().filter(name -> !name.equals(FIRST)).findFirst().get();
  }

  private static Entry name(String name, Entry.Call call) {
    return new Entry(name, "name", call);
  }

  /** A name that may hold folders. */
  private static Entry path(String name, Entry.Call call) {
    return new Entry(name, "path", call);
  }

  /** A name that may hold folders, and never becomes one of files. */
  private static Entry key(String name, Entry.Call call) {
    return new Entry(name, "key", call);
  }

  private static Object experiment(Sandbox in, String name) {
    try (Run run = in.lifecycle.experiments().start(name)) {
      run.finish();
    }
    return in.lifecycle.experiments().runs(name).get(0).info().experiment();
  }

  private static Object experimentRun(Sandbox in, String name) {
    return in.lifecycle.experiments().run(name, run -> {}).info().experiment();
  }

  private static Object param(Sandbox in, String name) {
    in.going().param(name, 1);
    return found(in.goingRecord().params(), name);
  }

  private static Object params(Sandbox in, String name) {
    in.going().params(Collections.singletonMap(name, 1));
    return found(in.goingRecord().params(), name);
  }

  private static Object metric(Sandbox in, String name) {
    in.going().log(name, 1);
    return found(in.goingRecord().metrics(), name);
  }

  private static Object tag(Sandbox in, String name) {
    in.going().tag(name, "red");
    return found(in.goingRecord().tags(), name);
  }

  private static Object artifact(Sandbox in, String name) {
    in.going().artifact(name, BYTES);
    return found(in.goingRecord().artifacts(), name);
  }

  private static Map<String, String> removed(Sandbox in, String name) {
    in.going().removeTag(name);
    return Map.of(name, "");
  }

  private static Object checkpoint(Sandbox in, String name) {
    in.going().checkpoint(name, 1, BYTES);
    List<Checkpoint> taken = in.goingRecord().checkpoints();
    return taken.get(taken.size() - 1).file().name();
  }

  private static Object batch(Sandbox in, String name) {
    in.going().batch(parts -> parts.tag(name, "blue").param("of " + in.next(), 1));
    return found(in.goingRecord().tags(), name);
  }

  private static Object later(Sandbox in, String name) {
    in.lifecycle.experiments().tag(in.run().id(), name, "red");
    return found(in.run().tags(), name);
  }

  private static Object runName(Sandbox in, String name) {
    return in.lifecycle.experiments().newRun("named").name(name).run(run -> {}).info().name();
  }

  private static Object newRun(Sandbox in, String experiment) {
    return in.lifecycle.experiments().newRun(experiment).run(run -> {}).info().experiment();
  }

  private static Object found(Map<String, ?> map, String name) {
    return map.containsKey(name) ? name : map.keySet();
  }

  private static Object runId(Sandbox in, String id) {
    in.tracker.start(new RunInfo(id, "before", TIME)).close();
    return in.lifecycle.experiments().find(id).orElseThrow().info().id();
  }

  private static Object dataset(Sandbox in, String name) {
    in.snapshot(name, Content.of("a,b\n1,x\n")).commit();
    return in.lifecycle.datasets().dataset(name).version(1).dataset();
  }

  private static Object file(Sandbox in, String name) {
    Source source = Sources.csv(name, Content.of("a,b\n2,x\n"));
    return in.lifecycle
        .datasets()
        .dataset("file")
        .snapshot(source)
        .schema(Sandbox.SCHEMA)
        .commit()
        .manifest()
        .files()
        .get(0)
        .name();
  }

  private static Object column(Sandbox in, String name) {
    Schema schema = new Schema(List.of(Column.of(name, DataType.STRING)));
    String header = '"' + name.replace("\"", "\"\"") + '"';
    return in.lifecycle
        .datasets()
        .dataset("column")
        .snapshot(Sources.csv("rows.csv", Content.of(header + "\nx\n")))
        .schema(schema)
        .allowBreakingSchema() // each name takes the place of the one before
        .commit()
        .manifest()
        .schema()
        .columns()
        .get(0)
        .name();
  }

  private static Object columns(Sandbox in, String name) {
    return Columns.from(String.class)
        .string(name, text -> text)
        .build()
        .schema()
        .columns()
        .get(0)
        .name();
  }

  private static Object part(Sandbox in, String name) {
    NamedContent file = new NamedContent("images", BYTES);
    NamedContent labels = new NamedContent("labels", BYTES);
    Source source = Sources.idx(2, 2, List.of("a", "b")).part(name, file, labels).build();
    return source.format().option("parts", "");
  }

  private static SplitPlan.ByKey key(String name) {
    return (SplitPlan.ByKey) Splits.byKey(name).seed(1).train(1).holdout(0);
  }

  private static SplitPlan.Stratified classes(String name) {
    return (SplitPlan.Stratified) Splits.stratified(name).seed(1).train(1).holdout(0);
  }

  private static Object split(Sandbox in, String name) {
    return ((SplitPlan.ByColumn) Splits.byColumn(name).holdout("x")).column();
  }

  private static Object model(Sandbox in, String name) {
    return register(in, name, ALICE, "Why").model();
  }

  private static ModelVersion register(Sandbox in, String model, Actor actor, String reason) {
    in.registry.register(
        model, in.lifecycle.models().version("before", 1).manifest(), actor, reason);
    return in.lifecycle.models().version(model, in.lifecycle.models().versions(model).size());
  }

  private static Object modelFile(Sandbox in, String name) {
    in.registry.register(
        "files",
        Fixtures.model(in.registry.put(new NamedContent(name, Content.of("weights")))),
        ALICE,
        "Why");
    int newest = in.lifecycle.models().versions("files").size();
    ModelVersion version = in.lifecycle.models().version("files", newest);
    return version.manifest().artifact().files().get(0).name();
  }

  private static Object artifactFormat(Sandbox in, String name) {
    return new io.lifecycle4j.model.ModelArtifact(
            name,
            "",
            List.of(Fixtures.file("weights", new byte[1])),
            Fixtures.signature(1, Tasks.regression("rides")))
        .format();
  }

  private static Object actor(Sandbox in, String name) {
    register(in, "acted", Actor.by(name), "Why");
    return last(in, "acted").actor().name();
  }

  private static Transition last(Sandbox in, String model) {
    var history = in.lifecycle.models().history(model);
    return history.get(history.size() - 1).transition();
  }

  private static AliasMoved moved(String model, String alias) {
    return new AliasMoved(
        model, alias, OptionalInt.empty(), OptionalLong.empty(), 1, Direction.FORWARD);
  }

  private static Object alias(Sandbox in, String alias) {
    in.registry.apply(Transition.builder(ALICE, "Why").change(moved("moved", alias)).build());
    return in.lifecycle.models().findNamed("moved", alias).isPresent()
        ? last(in, "moved").find(AliasMoved.class).orElseThrow().alias()
        : Entry.ABSENT;
  }

  private static Object managed(Sandbox in, String name) {
    try (var model = Sandbox.model(in, name)) {
      return model.name();
    }
  }
}
