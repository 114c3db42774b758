package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.crashkit.Workload;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the workloads with the methods of the interfaces that users and backends see: a new one
 * is called by a step of a workload, and so explored, or is listed here with the reason why not.
 */
class EveryWriteTest {
  /** The packages of what keeps something; what other interfaces do is kept through these. */
  private static final Set<String> ROOMS =
      Set.of("", ".data", ".maintenance", ".registry", ".storage", ".tracking");

  /** Types and methods that no workload calls, by the reason. */
  private static final Map<String, String> NOT_EXPLORED =
      Map.of(
          "a value, or code of the user",
          """
          Authorizer BlobUses Change ChangeProvider Locations MediumProvider ModelComparison Proposal RecordReader Rows RunComparison
          EntrySigner EntryVerifier ModelCard
          RunListener Split Comparison Gate Gate.Check GateProvider JudgedVersion Experiments.Body Experiments.Call
          MetricHistory.PointAt
          """,
          "reads",
          """
          AuditTrail.findUnsigned AuditTrail.head AuditTrail.verify BlobArea BlobStore.open BlobStore.find BlobStore.id BlobStore.location
          BlobMaintenance.quarantined BlobMaintenance.mergeable
          BlobMaintenance.now BlobMaintenance.verify
          CheckOut.onProgress Content.file Content.location
          DataFiles TableWriter
          Dataset.diff Dataset.find Dataset.findAsOf Dataset.findHash Dataset.findLatest
          Dataset.name Dataset.propose Dataset.tagHistory Dataset.tags Dataset.version
          Dataset.versions Datasets.names Datasets.proposal
          DatasetStore.datasets DatasetStore.find DatasetStore.findLatest DatasetStore.manifest
          DatasetStore.open DatasetStore.read DatasetStore.rows DatasetStore.tagMoves
          DatasetStore.tags DatasetStore.versions
          DatasetVersion.created DatasetVersion.dataset DatasetVersion.findPurge DatasetVersion.id DatasetVersion.manifest
          DatasetVersion.number DatasetVersion.open DatasetVersion.ref DatasetVersion.rows
          DatasetVersion.split DatasetVersion.summary DatasetVersion.validation
          Experiments.artifact Experiments.checkpoint Experiments.compare
          Experiments.compareAcrossData Experiments.environment Experiments.find
          Experiments.follow Experiments.history Experiments.imports Experiments.names Experiments.runs
          Experiments.search Experiments.Following.await Experiments.Following.close
          ExperimentTracker.find ExperimentTracker.findExperiments ExperimentTracker.forEach
          ExperimentTracker.history ExperimentTracker.open ExperimentTracker.read
          ExperimentTracker.search
          Journal.await Journal.read Journal.state
          JournalStore.isOwned JournalStore.names JournalStore.read JournalStore.state
          JournalMaintenance.recoveries JournalMaintenance.salvage JournalMaintenance.verify
          KeptEvaluation Lease.until Lifecycle.datasets Lifecycle.drift Lifecycle.experiments
          Lifecycle.lineage
          Lifecycle.location Lifecycle.maintenance Lifecycle.models
          Maintenance.checkWritable Maintenance.pins Maintenance.uses Maintenance.verify
          GovernedModel.findNamed GovernedModel.findProduction GovernedModel.history GovernedModel.name
          GovernedModel.findPromotionLock GovernedModel.productionAt GovernedModel.promotionPolicy ManagedModel.findShadow
          GovernedModel.aliases GovernedModel.pinnedHoldout GovernedModel.promotionPolicies
          ManagedModel.export
          ManagedModel.servingStatus
          Medium.cache Medium.checkWritable Medium.features Medium.freeBytes Medium.journalBytes Medium.location
          ModelRegistry.audit ModelRegistry.close ModelRegistry.refresh
          ModelRegistry.find ModelRegistry.history ModelRegistry.models
          ModelRegistry.named ModelRegistry.onChange ModelRegistry.open ModelRegistry.versions
          Models.compare Models.evaluations Models.looks Models.export Models.findNamed Models.governed Models.history Models.names Models.version Models.versions
          KeptStressReport Models.card Models.findOrigin Models.search Models.stressReports
          Models.allVersions
          Models.dataSheet Models.readExport Models.suspicions
          Models.audit
          Run.id RunImports.withoutSecrets
          """,
          "takes a setting, or part of what is written later",
          """
          Dataset.onProgress DatasetVersion.onProgress
          GarbageCollection.grace GarbageCollection.keepWeights GarbageCollection.purgeAfter
          ManagedModelBuilder ManagedModelBuilder.PromisedRate
          NewRun.configuration NewRun.durability NewRun.name NewRun.parent NewRun.seed
          NewRun.synchronous NewRun.systemMetrics NewRun.tag NewRun.withoutEnvironment
          RunStart.durability RunStart.synchronous RunStart.systemMetrics
          AliasChange VersionChange RunParts RunExport.onProgress
          Snapshot.allowBreakingSchema Snapshot.byReference Snapshot.chunked Snapshot.madeOf
          Maintenance.onProgress Snapshot.message Snapshot.metadata Snapshot.onProgress
          Snapshot.whole
          """,
          "writes through an ExperimentTracker alone, each of whose writes is explored",
          """
          Experiments.call Experiments.delete Experiments.newRun
          Experiments.purge Experiments.restore Experiments.resume Experiments.resuming
          Experiments.run Experiments.start Experiments.tag RunStart.call RunStart.run
          RunStart.start Run.artifact Run.batch
          Run.checkpoint Run.close Run.dropCheckpoint Run.fail Run.finish Run.flush Run.image Run.input Run.kill
          Run.log Run.note Run.param Run.params Run.removeTag Run.seed Run.table Run.tag
          RunImports.put RunImports.reopen RunImports.start
          """,
          "writes through a DatasetStore alone, each of whose writes is explored",
          "Dataset.purge Dataset.tag Dataset.untag Snapshot.tag",
          "writes through a ModelRegistry, a tracker, the ledger of holdouts, the log of"
              + " predictions, or a Lead",
          """
          ManagedModel.evaluate ManagedModel.judge ManagedModel.stress
          DescriptionBuilder Models.describe GovernedModel.changePolicy GovernedModel.lockPromotions GovernedModel.unlockPromotions PolicyBuilder
          Models.delete Models.purge Models.restore
          Models.events Subscription SubscriptionBuilder
          AuditTrail.beginSigning AuditTrail.endSigning GovernedModel.pinHoldout GovernedModel.removeAlias
          GovernedModel.approve GovernedModel.withdrawApproval ApprovalBuilder
          Lifecycle.close Lifecycle.model ManagedModel.close ManagedModel.importFrom
          ManagedModel.shadow ManagedModel.promote ManagedModel.register ManagedModel.rollback ManagedModel.train
          PromotionBuilder RollbackBuilder
          """,
          "writes through Medium.upgrade: 'features of the home'",
          "Maintenance.upgrade",
          "opens a home or restores one: 'first start', 'backup, restore'",
          "LifecycleProvider",
          "a layer writes in a module of its own: TieringCrashTest of lifecycle-tiers",
          "LayeredMedium MediumLayer",
          "writes a file or a stream of the user: 'exports of runs', FileExportTest",
          "Content.writeTo ModelExport");

  private static Set<Method> methods() {
    Set<Method> all = new HashSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .importUrl(Lifecycle.class.getProtectionDomain().getCodeSource().getLocation())) {
      Class<?> api = type.reflect();
      String room =
          api.getPackageName().replaceFirst("io\\.lifecycle4j", "").replaceFirst("[.]spi$", "");
      if (api.isInterface() && !api.isSealed() && isPublic(api) && ROOMS.contains(room)) {
        Arrays.stream(api.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
            .forEach(all::add);
      }
    }
    return all;
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
  }

  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private static String name(Method method) {
    return name(method.getDeclaringClass()) + "." + method.getName();
  }

  private static Set<Method> explored() {
    Set<Method> called = new HashSet<>();
    for (List<Workload> some : List.of(WorkloadsTest.all(), RunLives.all())) {
      some.forEach(workload -> called.addAll(workload.calls(Media::memory)));
    }
    return called;
  }

  @Test
  void exploresEveryMethodThatWritesInAWorkload() {
    List<String> listed =
        NOT_EXPLORED.values().stream().flatMap(names -> Stream.of(names.split("\\s+"))).toList();
    assertThat(listed).doesNotHaveDuplicates();
    Set<Method> all = methods();
    assertThat(all).hasSizeGreaterThan(200);
    Set<Method> explored = explored();
    Set<String> open = new TreeSet<>();
    Set<String> known = new HashSet<>();
    for (Method method : all) {
      String type = name(method.getDeclaringClass());
      known.addAll(List.of(type, name(method)));
      if (!explored.contains(method) && !listed.contains(type) && !listed.contains(name(method))) {
        open.add(method.toString());
      }
    }
    assertThat(open).as("methods that no step of a workload calls").isEmpty();
    assertThat(listed).as("what is said of methods that are there").isSubsetOf(known);
  }
}
