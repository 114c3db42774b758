package io.lifecycle4j.core;

import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.error.Typed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classes with static state that background threads use.
 *
 * <p>An error in a static initializer, such as a temporary lack of memory, makes the class unusable
 * until the process ends. Initializing these classes when the first home is opened reports such an
 * error to the caller instead of failing a background thread later. A test finds the classes
 * missing here.
 */
final class ThreadClasses {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadClasses.class);

  /** Relative to the package of this class. */
  static final List<String> NAMES =
      List.of(
          "DefaultManagedModelBuilder",
          "ModelFigures",
          "ModelWatch",
          "Rehearsals",
          "data.ProgressReporter",
          "data.format.BadCells",
          "data.format.CsvCells",
          "data.format.CsvOptions",
          "data.format.StoredRows",
          "delivery.Delivery",
          "delivery.DeliveryLoop",
          "delivery.DeliveryPosition",
          "error.Callbacks",
          "error.Ending",
          "hash.Ids",
          "loading.LoadMarkers",
          "loading.VersionLoads",
          "monitoring.AlarmBudget",
          "monitoring.AlertObserver",
          "monitoring.DriftObserver",
          "monitoring.DriftObservers",
          "monitoring.DriftThresholds",
          "monitoring.DriftWindows",
          "monitoring.ModelAlerts",
          "monitoring.QualityWatch",
          "monitoring.ReferenceLearner",
          "monitoring.StripedCells",
          "monitoring.VersionReferences",
          "monitoring.WatchedDrift",
          "monitoring.WatchedFacts",
          "monitoring.WindowJudge",
          "monitoring.WindowRounds",
          "monitoring.WindowWork",
          "monitoring.alert.AlertBook",
          "monitoring.alert.AlertListeners",
          "monitoring.alert.AlertSource",
          "monitoring.statistics.EffectSize",
          "monitoring.statistics.SaddlePoint",
          "monitoring.statistics.Significance",
          "monitoring.statistics.StratifiedTests",
          "monitoring.window.JournaledWindows",
          "monitoring.window.KeptReports",
          "monitoring.window.ReportForms",
          "monitoring.window.WindowLeader",
          "monitoring.window.WindowState",
          "observation.Observers",
          "preprocessing.Kind",
          "profile.FreeTexts",
          "profile.QuantileSketch",
          "registry.Action",
          "registry.ChangeForm",
          "registry.Decisions",
          "registry.JournalModelRegistry",
          "registry.ModelState",
          "registry.Promotions",
          "registry.RegistryForms", // also initializes the forms it is built on
          "registry.RegistrySnapshot",
          "registry.RolloutTransitions",
          "registry.Shadows",
          "secret.FreeText",
          "secret.SecretAssignments",
          "secret.SecretFilter",
          "secret.SecretNames",
          "secret.SecretShapes",
          "serving.AsyncCalls",
          "serving.CallInProgress",
          "serving.CircuitBreaker",
          "serving.CircuitBreaker$Event",
          "serving.CallLimits",
          "serving.EngineRoute",
          "serving.Fitness",
          "serving.InvalidAnswers",
          "serving.ListenerCalls",
          "serving.ListenerWatch",
          "serving.LoadedVersions",
          "serving.ModelLogs",
          "serving.ModelServer",
          "serving.ObservedCalls",
          "serving.PredictionFailures",
          "serving.log.AnsweredBy",
          "serving.log.InputCodec",
          "serving.log.LogCounts",
          "serving.log.PredictionCodec",
          "serving.log.LogReading",
          "serving.log.LogUpkeep",
          "serving.log.LoggedLabels",
          "serving.log.PartsJournal",
          "traffic.TrafficCounts",
          "traffic.LatencyCounts",
          "serving.rollout.RateDifference",
          "serving.rollout.RolloutControl",
          "serving.rollout.RolloutSignals",
          "serving.rule.DecisionJournal",
          "serving.rule.RuleControl",
          "serving.rule.RuleDecider",
          "serving.rule.RuleEvidence",
          "serving.traffic.TrafficJournal",
          "serving.traffic.TrafficReading",
          "serving.traffic.TrafficRecorder",
          "serving.traffic.TrafficLines",
          "serving.log.PredictionLog",
          "serving.log.PredictionQueue",
          "serving.log.Retries",
          "serving.log.RollUp",
          "serving.log.SessionOpening",
          "serving.truth.GroundTruths",
          "serving.truth.LabelReading",
          "serving.PredictionRecorder",
          "serving.Reconciler",
          "serving.Rejection",
          "serving.ProductionServing",
          "serving.RequestChecks",
          "serving.RequestPath",
          "serving.Route",
          "serving.RouteSwitch",
          "serving.Routes",
          "serving.ServingStanding",
          "serving.ShadowRun",
          "serving.ShadowServing",
          "serving.Serving",
          "serving.SharedRuns$State",
          "serving.Turn$State",
          "serving.PredictionObserver",
          "serving.VersionFollower",
          "serving.VersionMoves",
          "storage.Lead",
          "storage.LibraryVersion",
          "storage.ModelJournals$Kind",
          "storage.NumberedJournals",
          "storage.SharedState",
          "storage.SpareJournals",
          "storage.StoredFiles",
          "storage.blob.PackIndex",
          "storage.file.FileLocks",
          "storage.journal.Frame",
          "storage.journal.SegmentHash",
          "tracking.ByteSource",
          "tracking.RunBuffer",
          "tracking.RunEnvironment",
          "tracking.RunFold$SeriesFold",
          "tracking.RunFollower",
          "tracking.RunStateFrame$Rest",
          "tracking.RunStateFrame$Wanted",
          "tracking.TrackedRun",
          "tracking.environment.ClassPathFacts$ClassPath",
          "tracking.environment.ClassPathFacts",
          "tracking.environment.GitFacts",
          "tracking.environment.GitProcess",
          "tracking.environment.MachineFacts",
          "tracking.environment.MavenCoordinates",
          "tracking.environment.NativeFacts",
          "tracking.environment.ProcessFacts",
          "training.ModelDescription",
          "training.ModelRegistration",
          "training.ModelTraining",
          "training.TrainingThread",
          "validation.RowTests$CheckOutcome");

  /**
   * Of other packages and of libraries. Those of the JDK are the ones that were seen to be
   * initialized by waiting for a lock, runs, loads and the log; another JDK may not have them.
   */
  private static final List<String> OTHERS =
      List.of(
          "com.github.benmanes.caffeine.cache.RemovalCause",
          "io.lifecycle4j.serving.PredictionLogStatus$State",
          "io.lifecycle4j.tracking.EnvironmentCapsule",
          "io.lifecycle4j.tracking.RunStatus",
          "java.lang.ProcessBuilder$NullInputStream",
          "java.lang.ProcessBuilder$NullOutputStream",
          "java.lang.ProcessHandleImpl",
          "java.lang.ProcessHandleImpl$Info",
          "java.lang.ProcessImpl",
          "java.nio.file.AccessMode",
          "java.util.OptionalLong",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.SynchronousQueue",
          "java.util.concurrent.SynchronousQueue$TransferStack$SNode",
          "java.util.concurrent.TimeUnit$1",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer$Node",
          "java.util.regex.Pattern$1",
          "java.util.stream.FindOps$FindSink$OfLong",
          "java.util.stream.IntPipeline$StatefulOp",
          "java.util.stream.LongPipeline$StatelessOp",
          "java.util.stream.Nodes$IntSpinedNodeBuilder",
          "java.util.stream.SliceOps");

  private static final Duration FOREVER = Duration.ofDays(365);

  private static volatile boolean initialized;

  private ThreadClasses() {}

  /**
   * Begins to initialize the classes on a thread of its own, unless that was done before: the first
   * start of a process would take a third of its time for this alone.
   */
  static Initialization begin() {
    return new Initialization(initialized ? List.of() : names());
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : NAMES) {
      names.add(ThreadClasses.class.getPackageName() + "." + name);
    }
    names.addAll(OTHERS);
    return names;
  }

  private static void initialize(String name) {
    try {
      Class.forName(name, true, ThreadClasses.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      LOG.debug("There is no {}", name, e);
    } catch (LinkageError e) { // a reduced runtime image may lack a module
      LOG.warn("Cannot initialize {}", name, e);
    }
  }

  /**
   * An initialization that has begun. Its thread and the one that ends it share the work. They
   * cannot deadlock, since no static initializers need each other, which a test checks.
   */
  static final class Initialization implements AutoCloseable {
    private final Queue<String> left;
    private final FutureTask<?> share = new FutureTask<>(this::initializeLeft, null);
    private final OwnedThread thread = new OwnedThread("classes", share);

    Initialization(List<String> names) {
      this.left = new ConcurrentLinkedQueue<>(names);
      if (!names.isEmpty()) {
        thread.begin(); // if no thread can be started, end() does it all
      }
    }

    private void initializeLeft() {
      for (String name = left.poll(); name != null; name = left.poll()) {
        initialize(name);
      }
    }

    /**
     * Initializes what is left, and waits until all classes are initialized.
     *
     * @throws io.lifecycle4j.error.OverloadedException if an error was thrown on the other thread
     */
    void end() {
      initializeLeft();
      Joining.uninterruptibly(thread, FOREVER);
      share.run(); // in case it was not started; nothing otherwise
      try {
        share.get();
        initialized = true;
      } catch (InterruptedException e) {
        throw new IllegalStateException("not done", e);
      } catch (ExecutionException e) {
        throw Typed.of("open the home", e.getCause() == null ? e : e.getCause());
      }
    }

    /** Initializes no further class, and waits for the thread. */
    @Override
    public void close() {
      left.clear();
      Joining.uninterruptibly(thread, FOREVER);
    }
  }
}
