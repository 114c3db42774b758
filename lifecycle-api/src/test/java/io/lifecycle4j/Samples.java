package io.lifecycle4j;

import static io.lifecycle4j.condition.Conditions.metric;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.TextComparison;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.EvaluationBuilder;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.observation.Measure;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Impute;
import io.lifecycle4j.preprocessing.Index;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.preprocessing.Tokens;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Lengths;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.ArmFigures;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Undecided;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ClassDecision;
import io.lifecycle4j.schema.ClassWeighting;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.serving.Batching;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunRecordBuilder;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.RunTable;
import io.lifecycle4j.validation.ColumnRules;
import io.lifecycle4j.validation.Rules;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;

/** A valid value of every type that a public method of the api takes. */
final class Samples {
  private static final Map<Class<?>, Supplier<Object>> FIXED = new HashMap<>();

  static {
    FIXED.put(boolean.class, () -> true);
    FIXED.put(int.class, () -> 1);
    FIXED.put(long.class, () -> 1L);
    FIXED.put(double.class, () -> 0.5);
    FIXED.put(Integer.class, () -> 1);
    FIXED.put(Long.class, () -> 1L);
    FIXED.put(Double.class, () -> 0.5);
    FIXED.put(Float.class, () -> 0.5f);
    FIXED.put(Object.class, () -> "object");
    FIXED.put(String.class, () -> "name");
    FIXED.put(java.io.IOException.class, java.io.IOException::new);
    FIXED.put(char.class, () -> (Object) Character.valueOf((char) 59));
    FIXED.put(java.nio.charset.Charset.class, java.nio.charset.Charset::defaultCharset);
    FIXED.put(String[].class, () -> new String[] {"cat", "dog"});
    FIXED.put(byte[].class, () -> new byte[] {1});
    FIXED.put(double[].class, () -> new double[] {1, 2, 3});
    FIXED.put(float[].class, () -> new float[] {1, 2, 3});
    FIXED.put(long[].class, () -> new long[] {1});
    FIXED.put(int[].class, () -> new int[] {1});
    FIXED.put(FloatBuffer.class, () -> FloatBuffer.wrap(new float[] {1}));
    FIXED.put(Instant.class, () -> Instant.EPOCH);
    FIXED.put(Throwable.class, () -> new IllegalStateException("on purpose"));
    FIXED.put(UUID.class, () -> new UUID(1, 2));
    FIXED.put(Path.class, () -> Path.of("rides.csv"));
    FIXED.put(InputStream.class, InputStream::nullInputStream);
    FIXED.put(javax.crypto.SecretKey.class, () -> new SecretKeySpec(new byte[16], "AES"));
    FIXED.put(URI.class, () -> URI.create("memory:samples"));
    FIXED.put(Class.class, () -> Ride.class);
    FIXED.put(Measure.class, () -> Measure.DRIFT_P); // of a part, which a gauge has
    FIXED.put(BlobId.class, () -> new BlobId("0".repeat(64)));
    FIXED.put(Condition.And.class, () -> metric("a").above(1).and(Conditions.param("b").below(1)));
    FIXED.put(Condition.Or.class, () -> metric("a").above(1).or(Conditions.param("b").below(1)));
    FIXED.put(CalibrationBin.class, () -> new CalibrationBin(0.5, 1, 1, 0.75, 0.75));
    FIXED.put(TextComparison.class, () -> Conditions.tag("team").is("a"));
    FIXED.put(PredictionColumn.class, () -> Conditions.prediction("version"));
    FIXED.put(Column.class, () -> Column.of("name", DataType.FLOAT64));
    FIXED.put(ColumnBuilder.class, () -> Column.builder("name", DataType.FLOAT64));
    FIXED.put(Batching.class, () -> Batching.upTo(32));
    FIXED.put(Limits.class, () -> Limits.concurrent(64));
    FIXED.put(Retention.class, () -> Retention.days(90));
    FIXED.put(Schema.class, () -> Schema.of(Ride.class).with("name", DataType.STRING));
    FIXED.put(Schema.Builder.class, () -> Schema.builder().column("name", DataType.STRING));
    FIXED.put(Columns.class, () -> Columns.of(Ride.class));
    FIXED.put(Columns.Builder.class, () -> Columns.from(Ride.class));
    FIXED.put(GrayImage.class, () -> new GrayImage(1, 1, new byte[] {1}));
    FIXED.put(Classification.class, () -> Tasks.classification("name", "cat", "dog"));
    FIXED.put(Lengths.class, () -> new Lengths(1, 2, 1.5));
    FIXED.put(Quantiles.class, () -> new Quantiles(List.of(0.5), 0));
    FIXED.put(Histogram.class, () -> new Histogram(List.of(0.5), List.of(1L, 2L)));
    FIXED.put(SplitPlan.ByHash.class, () -> new SplitPlan.ByHash(1, 0.5, 0.25, 0.25));
    FIXED.put(SplitPlan.ByColumn.class, () -> new SplitPlan.ByColumn("part", "a", "b", 1, 0, 1));
    FIXED.put(SplitPlan.ByKey.class, () -> new SplitPlan.ByKey(List.of("user"), 1, 0.5, 0.2, 0.3));
    FIXED.put(SplitPlan.ByTimeShares.class, () -> new SplitPlan.ByTimeShares("day", 0.5, 0.2, 0.3));
    FIXED.put(
        SplitPlan.Stratified.class,
        () -> new SplitPlan.Stratified("label", 1, 0.5, 0.2, 0.3, List.of()));
    FIXED.put(DatasetManifest.Builder.class, Samples::manifest);
    FIXED.put(DatasetManifest.class, () -> manifest().build());
    FIXED.put(OutputStream.class, OutputStream::nullOutputStream);
    FIXED.put(CsvDialect.class, () -> CsvDialect.builder().build());
    FIXED.put(Rules.RowCountRules.class, Rules::rowCount);
    FIXED.put(ColumnRules.class, () -> Rules.column("temp"));
    FIXED.put(CsvDialect.Builder.class, CsvDialect::builder);
    FIXED.put(
        FittedStep.Codes.class, () -> new FittedStep.Codes("a", List.of("cat"), UnknownPolicy.OWN));
    FIXED.put(FittedStep.Clip.class, () -> new FittedStep.Clip("name", 0, 1));
    FIXED.put(FittedStep.Buckets.class, () -> new FittedStep.Buckets("name", List.of(0.5)));
    FIXED.put(FittedStep.Hashed.class, () -> new FittedStep.Hashed("name", 2));
    FIXED.put(Step.Ordinal.class, () -> new Step.Ordinal("name", UnknownPolicy.OWN));
    FIXED.put(Step.Clip.class, () -> new Step.Clip("name", 0, 1));
    FIXED.put(Step.Hash.class, () -> new Step.Hash("name", 2));
    FIXED.put(Tokens.class, () -> new Tokens("name", 2, 3));
    FIXED.put(Index.class, () -> new Index("name", 3));
    FIXED.put(Impute.class, () -> Steps.impute("name"));
    FIXED.put(Step.BucketizeQuantiles.class, () -> new Step.BucketizeQuantiles("name", 2));
    FIXED.put(Duration.class, () -> Duration.ofDays(1));
    FIXED.put(Splits.Shares.class, () -> Splits.byHash(1));
    FIXED.put(Splits.Seeded.class, () -> Splits.stratified("label"));
    FIXED.put(Sources.Idx.class, () -> Sources.idx(1, 1, List.of("cat", "dog")));
    FIXED.put(Tensor.class, () -> Tensor.of("name", new float[] {1}, 1));
    FIXED.put(ByteBuffer.class, () -> ByteBuffer.allocate(4));
    FIXED.put(Signature.class, Samples::signature);
    FIXED.put(TensorSpec.class, () -> TensorSpec.float32("name", 1));
    FIXED.put(ExternalModel.class, () -> external().build());
    FIXED.put(EvaluationBuilder.class, () -> Evaluation.builder("fraud:7", "rides:3/holdout", 4));
    FIXED.put(ExternalModel.Builder.class, Samples::external);
    FIXED.put(LifecycleBuilder.class, Lifecycle::builder);
    FIXED.put(RuntimeException.class, () -> new RuntimeException("sample"));
    FIXED.put(EnvironmentCapsule.class, () -> EnvironmentCapsule.of(Map.of("os.name", "Linux")));
    FIXED.put(LifecycleException.class, () -> new NotFoundException("sample"));
    FIXED.put(ObservedSubject.class, () -> ObservedSubject.model("fraud"));
    FIXED.put(OptionalInt.class, () -> OptionalInt.of(1));
    FIXED.put(OptionalLong.class, () -> OptionalLong.of(1));
    FIXED.put(OptionalDouble.class, () -> OptionalDouble.of(0.5));
    FIXED.put(ClassDecision.class, () -> ClassDecision.NONE);
    FIXED.put(ClassWeighting.class, () -> ClassWeighting.NONE);
    FIXED.put(PredictionLogStatus.class, PredictionLogStatus::off);
    FIXED.put(PrintStream.class, () -> new PrintStream(OutputStream.nullOutputStream()));
    FIXED.put(RunEnd.class, () -> new RunEnd(RunStatus.FINISHED, Instant.EPOCH, ""));
    FIXED.put(RolloutCriteria.class, Samples::criteria);
    FIXED.put(Batching.class, () -> Batching.upTo(32));
    FIXED.put(Retention.class, () -> Retention.days(1));
    FIXED.put(RolloutPlan.class, Samples::rollout);
    FIXED.put(
        RolloutStarted.class,
        () -> new RolloutStarted("name", 2, 1, OptionalLong.empty(), "name", rollout()));
    FIXED.put(ArmFigures.class, () -> ArmFigures.NONE);
    FIXED.put(Transition.class, () -> transition().build());
    FIXED.put(Transition.Builder.class, Samples::transition);
    FIXED.put(RunRecord.class, () -> run().build());
    FIXED.put(RunRecordBuilder.class, Samples::run);
    FIXED.put(RunTable.class, () -> RunTable.of(List.of(run().build())));
    FIXED.put(MetricHistory.class, () -> MetricHistory.of(List.of()));
    RetrainingSamples.addTo(FIXED);
    MonitoringSamples.addTo(FIXED);
  }

  private Samples() {}

  private static ExternalModel.Builder external() {
    return ExternalModel.builder("name").file("name", Content.of("0.5"));
  }

  private static DatasetManifest.Builder manifest() {
    return DatasetManifest.of(
        List.of(new StoredFile("rides.csv", new BlobId("0".repeat(64)), 1)),
        new Format("csv", Map.of()),
        Schema.of(Ride.class),
        new Profile(0, List.of()));
  }

  private static Transition.Builder transition() {
    Transition.Builder entry = Transition.builder(Actor.by("alice"), "Try");
    for (String alias : List.of("canary", "staging")) {
      entry.change(new AliasRemoved("fraud", alias, 1, 1));
    }
    return entry;
  }

  private static RolloutCriteria criteria() {
    return new RolloutCriteria(0.01, 1, 1.5, Duration.ofDays(1), Undecided.BACK);
  }

  private static RolloutPlan rollout() {
    return new RolloutPlan(List.of(0.5, 1.0), Duration.ofDays(1), Duration.ZERO, criteria());
  }

  private static RunRecordBuilder run() {
    return RunRecord.builder(new RunInfo("r1", "fraud", Instant.EPOCH));
  }

  private static Signature signature() {
    return new Signature(
        List.of(TensorSpec.float32("features", 1)), List.of(TensorSpec.float32("value", 1)));
  }

  /** A record class as users have them. */
  record Ride(double temp, String day) {}

  static Object of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] inner = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class || generic.getRawType() == Collection.class) {
        return List.of(of(inner[0]));
      }
      if (generic.getRawType() == Set.class) {
        return Set.of(of(inner[0]));
      }
      if (generic.getRawType() == Optional.class) {
        return Optional.of(of(inner[0]));
      }
      return generic.getRawType() == Map.class
          ? Map.of("name", of(inner[1]))
          : of(generic.getRawType());
    }
    if (type instanceof WildcardType wildcard) {
      return of(wildcard.getUpperBounds()[0]);
    }
    if (type instanceof TypeVariable<?> variable) {
      return of(variable.getBounds()[0]);
    }
    if (type instanceof GenericArrayType array) {
      return arrayOf(of(array.getGenericComponentType()));
    }
    return of((Class<?>) type);
  }

  private static Object of(Class<?> type) {
    Supplier<Object> fixed = FIXED.get(type);
    if (fixed != null) {
      return fixed.get();
    }
    if (type.isRecord()) {
      return record(type);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isArray()) {
      return arrayOf(of(type.getComponentType()));
    }
    if (type.isSealed()) {
      return of(type.getPermittedSubclasses()[0]);
    }
    if (type.isInterface()) {
      return stub(type);
    }
    if (type.getSimpleName().equals("Builder")) {
      return builder(type.getEnclosingClass());
    }
    if (Arrays.stream(type.getMethods()).anyMatch(method -> method.getName().equals("builder"))) {
      return built(type);
    }
    throw new AssertionError("No sample of " + type + ": add one to Samples");
  }

  /** Stands for a part of the user's: its default methods run, all others say that they ran. */
  private static Object stub(Class<?> type) {
    return Proxy.newProxyInstance(
        Samples.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, args) -> {
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, args);
          }
          throw new UnsupportedOperationException(method.getName());
        });
  }

  /** Begins a value as its users do, by {@code builder(…)}. */
  private static Object builder(Class<?> type) {
    try {
      Method begin =
          Arrays.stream(type.getMethods())
              .filter(method -> method.getName().equals("builder"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("No builder of " + type));
      return begin.invoke(
          null, Arrays.stream(begin.getGenericParameterTypes()).map(Samples::of).toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Invalid sample of " + type + ": add one to Samples", e);
    }
  }

  private static Object built(Class<?> type) {
    try {
      Object builder = builder(type);
      return builder.getClass().getMethod("build").invoke(builder);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Invalid sample of " + type + ": add one to Samples", e);
    }
  }

  private static Object arrayOf(Object element) {
    Object array = Array.newInstance(element.getClass(), 1);
    Array.set(array, 0, element);
    return array;
  }

  private static Object record(Class<?> type) {
    try {
      Stream<RecordComponent> parts = Arrays.stream(type.getRecordComponents());
      return canonical(type).newInstance(parts.map(part -> of(part.getGenericType())).toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Invalid sample of " + type + ": add one to Samples", e);
    }
  }

  static Constructor<?> canonical(Class<?> type) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  static Object component(RecordComponent component, Object sample) {
    try {
      return component.getAccessor().invoke(sample);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
