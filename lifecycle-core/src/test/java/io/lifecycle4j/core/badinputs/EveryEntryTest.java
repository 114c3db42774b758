package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.storage.Media;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the entries with the public methods and constructors of the api, and of what the guide
 * names of core, that take a text, a path or a location: a new one takes bad inputs, or is listed
 * here with the reason why it need not.
 */
class EveryEntryTest {
  /** What may be bad. */
  private static final List<Class<?>> TAKEN = List.of(String.class, Path.class, URI.class);

  /** A class of core that takes what its callers were given. */
  private static final List<Class<?>> DOCUMENTED = List.of(Media.class);

  /** Entries that are passed a value by a test of their own. */
  private static final Set<String> BY_TESTS =
      Set.of(
          "TrainingPlan.Builder.parameter",
          "Sources.csv",
          "Sources.zip",
          "Sources.file",
          "Sources.folder",
          "Sources.images",
          "Sources.jsonLines",
          "Datasets.proposal",
          "Content.at",
          "StorageMode.Reference.new",
          "LifecycleBuilder.location",
          "Medium.open",
          "FittedPreprocessing.read",
          "AuditHead.parse",
          "DescriptionBuilder.from",
          "ManagedModel.importFrom",
          "Models.readExport",
          "Schema.read");

  /** Methods without an entry, by the reason. */
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "only looks into a value that is there, and finds nothing",
          """
          Classification.findMetric Condition.holds EnvironmentCapsule.find EnvironmentCapsule.isRecorded EvaluatedVersion.metric
          JudgedVersion.by JudgedVersion.compare JudgedVersion.compareWithBaselines
          JudgedVersion.findProblem JudgedVersion.interval
          JudgedVersion.stress
          Alerts.find Alerts.predictions Alerts.replay Retrainings.find
          Evaluation.metric Evaluation.fullName Format.option MetricSet.find MultiLabel.findMetric MultiRegression.findMetric
          Prediction.probability Profile.find QualityWindow.find QualityWindow.metric
          QuantileRegression.findMetric
          Reconstruction.findMetric Regression.findMetric
          RunComparison.curves RunComparison.svg RunRecord.metric RunRecord.param RunTable.find
          Scores.interval Task.findMetric
          """,
          "made by the library, from what was checked when it came",
          """
          ColumnProfileBuilder.categories ColumnProfileBuilder.sample ColumnProfileBuilder.words ColumnProfile.builder EnvironmentCapsule.of
          Facts.ofMetrics LoggedPrediction.Failure.new Param.checkSame Param.named
          Alert.Acknowledgement.new Alert.Builder.figures Alert.Builder.text Alert.builder
          AlertCause.drift AlertCause.new AlertCause.quality AlertCause.retraining
          AlertCause.rule AlertCause.threshold AlertDecision.new AlertHint.new ThresholdAlarm.new
          LiveLoss.new QualityMetric.new QualityReport.Builder.selection QualityReport.builder
          QualityWindow.Builder.estimates QualityWindow.Builder.metrics
          QualityWindow.Builder.notes QualityWindow.builder
          RunRecordBuilder.artifacts RunRecordBuilder.metrics
          RunRecordBuilder.params RunRecordBuilder.tags RunTable.of StoredFile.named
          """,
          "a text of a value, which the document that holds it is checked for when it is stored",
          """
          ColumnBuilder.categories ColumnBuilder.description ColumnBuilder.unit
          DatasetManifest.Builder.author DatasetManifest.Builder.message
          DatasetManifest.Builder.metadata Rule.as Splits.Named.holdout Splits.Named.train
          ExternalModel.Builder.architecture ExternalModel.Builder.file
          ExternalModel.Builder.golden ExternalModel.Builder.fact ExternalModel.Builder.sha256
          ExternalModel.builder ModelManifest.Builder.importance
          GateVerdict.Builder.figure GateVerdict.Builder.figures GateVerdict.of GateVerdict.passed
          GateVerdict.saying Impute.constant
          """,
          "a text that is only compared with cells or facts",
          """
          ColumnRules.in ColumnRules.matches CsvDialect.Builder.missing DriftRecorder.record DriftSums.record
          DriftMonitorBuilder.by DriftMonitorBuilder.sameSeason DriftReports.find DriftReports.findNewest
          PredictionHistory.recordGroundTruth PredictionHistory.trace Replay.Builder.by Replay.Builder.where
          ServedModel.predict ServedModel.predictAsync ServedModel.predictEach
          Sources.idx Splits.Times.holdoutFrom Splits.Times.validationFrom TextualSubject.in
          TextualSubject.is TextualSubject.isNot TextualSubject.like
          TextualSubject.likeIgnoringCase TextualSubject.notIn
          """,
          "names columns or experiments that are there, and refuses others",
          """
          LiveQuality.metrics
          Dataset.diff Lifecycle.lineage Columns.change Schema.change StressReport.Builder.metric
          StressTests.missing StressTests.shifted StressTests.unseenCategory StressTests.wrongUnit
          SubscriptionBuilder.model SubscriptionBuilder.type
          """,
          "names variables, or settings, that are recorded without their secrets",
          """
          EnvironmentAllowList.withDiffs EnvironmentAllowList.withProperties
          EnvironmentAllowList.withVariables LifecycleBuilder.recordDiffs LifecycleBuilder.recordProperties
          LifecycleBuilder.recordVariables NewRun.configuration
          RunImports.withoutSecrets
          """,
          "calls what an entry calls: Columns.Builder.string, Conditions.parse, Lifecycle.restore,"
              + " Models, ModelExport",
          """
          ModelExport.weightsToSafetensors TrainingEnvironment.writeTo LiveQuality.where Run.dropCheckpoint
          AutomatedModelBuilder.retrainFrom AutomatedModelBuilder.retrainFromPredictions
          Columns.Builder.text LifecycleProvider.restore ApprovalBuilder.reason ApprovalBuilder.to GovernedModel.approve GovernedModel.findNamed Models.governed ManagedModel.judge ManagedModel.promote
            GovernedModel.changePolicy GovernedModel.promotionPolicy
            GovernedModel.lockPromotions GovernedModel.unlockPromotions PromotionBuilder.override PolicyBuilder.reason
            Alerts.acknowledge Monitoring.forgetReference Retrainings.allow
            GovernedModel.pinHoldout AuditTrail.beginSigning AuditTrail.endSigning GovernedModel.removeAlias
            PromotionBuilder.reason PromotionBuilder.to RollbackBuilder.of RollbackBuilder.reason
            ManagedModel.export Models.purge Models.restore
            ManagedModel.register TrainableModel.resume ManagedModel.rollback Predictions.erase Predictions.where
            Rollout.abort RolloutBuilder.start Shadow.Builder.start Shadow.stop
          """,
          "called by the library with a text that it stored itself",
          """
          BlobUses.artifact BlobUses.file BlobUses.predictions BlobUses.weights EntryVerifier.isSigned UserStep.function Locations.open Locations.stat MediumProvider.open
          """,
          "shows a location, or a text as Java, whatever it is",
          """
          HomeFeature.requireIn Locations.shown
          """,
          "called by a journal with a name that it checked, or checks it",
          """
          JournalChecks.begin JournalChecks.expected JournalChecks.isName JournalChecks.kind
          JournalChecks.missing JournalChecks.notOwner JournalChecks.trimmed
          """);

  /** Constructors without an entry, by the reason. */
  private static final Map<String, String> NOT_MADE =
      Map.of(
          "what an entry makes and returns: of Steps, Splits, Rules, Conditions, Gates, a run makes"
              + " and returns: Steps, Splits, Rules, Conditions, Gates",
          """
          ActionRequest.new ModelAction.new Evaluated.new StressTested.new StressTested.Worst.new HoldoutLook.new Change.Judged.new Change.ShadowStarted.new Change.ShadowStopped.new ExportedVersion.new VersionOrigin.new VersionRegistered.new VersionRegistered.of UnknownChange.new
          PolicyGate.new PolicyMet.new PolicyOverridden.new PromotionsLocked.new PromotionsUnlocked.new SigningSet.new PolicySet.new VersionDescribed.new VersionImported.new VersionNotes.new VersionNotes.with
          VersionDeleted.new VersionPurged.new VersionRestored.new
          ApprovalWithdrawn.new VersionApproved.new
          ModelEvent.new SubscriptionStatus.new UndeliveredEvent.new
          AliasRemoved.new HoldoutPinned.new ModelAlias.new
          RolloutEnded.new RolloutStarted.new RolloutStepped.new
          RuleActed.new
          ClassDecision.new ClassWeighting.new
          ColumnRules.new DatasetManifest.Summary.new BetterThanBaseline.new BetterThanProduction.new CustomGate.new
          NotWorseThanProduction.new GateNeed.Baselines.new GateNeed.Compared.new
          GateNeed.Measured.new GateNeed.Slice.new MultiLabel.new MultiRegression.new NoSliceWorse.new Param.new QuantileRegression.new Regression.new RowCheck.Below.new
          SimilarBetweenGroups.new WithoutBaseline.new RowCheck.Between.new RowCheck.Length.new RowCheck.Matches.new RowCheck.NotAbove.new
          RowCheck.NotNull.new RowCheck.OneOf.new RowCheck.OneOfNumbers.new RowCheck.Satisfies.new
          RowCheck.WellTyped.new Rule.new Rules.Measure.new RunBatch.Point.new
          SplitPlan.ByColumn.new SplitPlan.ByKey.new SplitPlan.ByRole.new SplitPlan.ByTime.new
          SplitPlan.ByTimeShares.new SplitPlan.ClassCut.new SplitPlan.Stratified.new
          Splits.Named.new Splits.Times.new Step.Bucketize.new Step.BucketizeQuantiles.new
          Step.Clip.new Step.DateParts.new Step.Each.new Step.Hash.new Step.ImputeConstant.new Index.new Tokens.new
          Step.ImputeMean.new Step.ImputeMedian.new Step.ImputeMostFrequent.new
          Step.ImputeText.new Step.Lag.new Step.Log.new Step.MinMax.new Step.MissingIndicator.new
          NormalizeChannels.new Step.OneHot.new Step.Ordinal.new Step.Robust.new
          Step.Scale.new Step.Standardize.new Step.StandardizeChannels.new Step.User.new
          StressGate.new StressTest.Missing.new StressTest.Shifted.new StressTest.UnseenCategory.new StressTest.WrongUnit.new
          PredictionColumn.new SameSeason.new Subject.Extreme.new Subject.Metric.new Subject.Param.new
          Subject.Slice.new Subject.Tag.new WatchSubject.Drift.new TableCheck.Contained.new TableCheck.Disjoint.new TableCheck.Fresh.new
          TableCheck.Measured.new TableCheck.NoOverlap.new TableCheck.Unique.new
          TextComparison.new
          """,
          "a record that the library makes of a document, which is checked when it is read",
          """
          Baseline.LastValue.new Baseline.Linear.new
          ColumnProfile.new FittedPreprocessing.new FittedStep.Buckets.new
          FittedStep.Channels.new FittedStep.Clip.new FittedStep.Codes.new FittedStep.Encode.new
          FittedStep.Fill.new FittedStep.FillText.new FittedStep.Hashed.new FittedStep.Indexed.new FittedStep.Tokenized.new
          FittedStep.Indicator.new FittedStep.Lagged.new FittedStep.Linear.new FittedStep.Log.new
          FittedStep.Parts.new FittedStep.User.new FittedPreprocessing.GoldenInput.new RuleResult.new
          Gauge.new ObservedSubject.dataset ObservedSubject.model ObservedSubject.new
          Dataset.TagMove.new Purge.new VersionHeader.new VersionHeader.checkNotPurged
          """,
          "an answer that the library makes, and that nothing takes back",
          """
          BackupReport.new GarbageReport.new ErasureReport.new Removal.Act.new PurgeReport.Bytes.new PurgeReport.Holder.new VerifyReport.Damage.new DatasetDiff.CellChange.new DatasetDiff.ColumnShift.new
          DatasetDiff.Example.new DatasetDiff.FileChanges.new DatasetDiff.RowChanges.new
          DatasetDiff.new DatasetDrift.Builder.suspects DatasetDrift.Builder.uncompared
          Divergence.Builder.figure Divergence.score RetrainingBacktest.new DriftBacktest.new DriftReport.Builder.id DriftReport.builder ColumnDrift.Builder.segment Divergence.builder EnvironmentCapsule.Difference.new
          Retraining.Builder.trainings Retraining.Step.new Retraining.builder
          RetrainingDecision.Builder.condition RetrainingDecision.Builder.retraining RetrainingDecision.builder
          RuleDecision.new ConfusionMatrix.count ConfusionMatrix.new EvaluatedPart.new EvaluatedRows.new
          EvaluationBuilder.classes EvaluationBuilder.slices
          Evaluation.builder EvaluationBuilder.baselines EvaluationBuilder.directions EvaluationBuilder.intervals EvaluationBuilder.metrics EvaluationBuilder.positiveClass EnvironmentAllowList.new RuleResult.FailurePlace.new JournalState.new
          LifecycleSettings.new Lineage.Edge.new Lineage.Node.new Prediction.builder
          AnswerChanges.Answers.new AnswerChanges.Part.new AnswerChanges.new PromotionPreview.new
          AuditJournal.new
          Replay.Difference.new Replay.Slice.new Replay.new Trace.Recomputation.new Trace.new
          PredictionLogStatus.new Recovery.new
          RequestRejectedException.new RunEnd.new RunPage.new VersionPage.new SchemaDiff.SchemaDifference.new
          Leakage.new StressReport.new StressResult.new Suspicion.new
          ServingStatus.new ShadowReport.Difference.new SplitReport.Part.new SplitReport.new TrainingProgress.new Reproduction.new
          Rehearsal.new Rehearsal.Step.new
          ValidationFailedException.new
          """,
          "what a location says of itself, which is asked by the library",
          """
          Locations.Stat.new
          """,
          "a tensor or a metric, named by preprocessing, by a task, or by an engine in its own"
              + " file",
          """
          FittedPreprocessing.inputOf LoadedModel.inputGradient MetricProvider.ofClasses
          MetricProvider.ofColumns MetricProvider.ofLabels Metrics.ofClasses
          Metrics.ofColumns Metrics.ofLabels
          ModelManifest.Ancestor.new GoldenRow.new
          ModelManifest.Provenance.External.new
          ModelManifest.Provenance.Trained.new
          Metric.new Scores.basis Scores.counted Tensor.new
          Tensor.of TensorSpec.checkFit TensorSpec.float32 TensorSpec.new
          """,
          "called through Conditions, Sources, Schema and others, which take bad inputs",
          """
          ConditionReader.condition ConditionReader.ordering ConditionReader.pattern
          DataFiles.folder DataFiles.images DataFiles.zip
          PreprocessingProvider.read SchemaWriter.read
          """);

  private static Set<String> entries() {
    return Stream.of(
            BadInputsTest.entries().stream().map(Entry::name),
            PathEntries.all().stream().map(PathEntries::name),
            BY_TESTS.stream())
        .flatMap(names -> names)
        .map(name -> name.replaceFirst(" .*", ""))
        .collect(Collectors.toSet());
  }

  /** Names them like entries: by class and method, or {@code new}, whatever the parameters. */
  private static Set<String> methods() {
    Set<String> all = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .importUrl(Lifecycle.class.getProtectionDomain().getCodeSource().getLocation())) {
      Class<?> api = type.reflect();
      if (isPublic(api)) {
        all.addAll(executables(api));
      }
    }
    DOCUMENTED.forEach(type -> all.addAll(executables(type)));
    return all;
  }

  private static List<String> executables(Class<?> type) {
    Stream<String> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(EveryEntryTest::takesText)
            .map(method -> name(type) + "." + method.getName());
    Stream<String> constructors =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(EveryEntryTest::takesText)
            .map(constructor -> name(type) + ".new");
    return Stream.concat(methods, constructors).toList();
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers())
        && !type.isEnum() // its method takes a name that the compiler made
        && !type.getPackageName().endsWith(".error") // which tell of values, and take none
        && (outer == null || isPublic(outer));
  }

  private static boolean takesText(Executable executable) {
    return Modifier.isPublic(executable.getModifiers())
        && !executable.isSynthetic()
        && Arrays.stream(executable.getGenericParameterTypes())
            .map(Type::getTypeName)
            .anyMatch(type -> TAKEN.stream().anyMatch(taken -> type.contains(taken.getName())));
  }

  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  @Test
  void runsWhateverTakesATextAPathOrALocation() {
    Map<String, String> reasons = new TreeMap<>();
    Stream.of(NOT_RUN, NOT_MADE)
        .flatMap(all -> all.entrySet().stream())
        .forEach(
            entry ->
                Arrays.stream(entry.getValue().split("\\s+"))
                    .forEach(
                        name -> assertThat(reasons.put(name, entry.getKey())).as(name).isNull()));
    Set<String> open = methods();
    assertThat(open).hasSizeGreaterThan(150);
    open.removeAll(entries());

    assertThat(open)
        .as("methods without an entry, and those that are said to have none")
        .containsExactlyInAnyOrderElementsOf(reasons.keySet());
  }
}
