package io.lifecycle4j.core.storage;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;
import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.serving.log.KeptPredictions;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.serving.truth.LabelRemoval;
import io.lifecycle4j.core.serving.truth.RecordedLabels;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Views;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.serving.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is done with predictions once they are logged. */
final class PredictionWorkloads {
  private static final String PARTS = "parts";

  private PredictionWorkloads() {}

  static List<Workload> all() {
    return List.of(parts(), erasure(), archive(), truth(), untruth());
  }

  /** Moving predictions changes nothing that is read of them. */
  private static Workload parts() {
    return Workload.named("parts of the log of predictions")
        .before(session -> KeptPredictions.session(session.medium(), "one"))
        .view(PARTS, session -> KeptPredictions.ids(session.medium()))
        .step(PARTS, POWER, session -> KeptPredictions.moveEnded(session.medium()))
        .step(PARTS, POWER, session -> KeptPredictions.session(session.medium(), "two"))
        .step(PARTS, POWER, session -> KeptPredictions.session(session.medium(), "three"))
        .step(PARTS, POWER, session -> KeptPredictions.moveEnded(session.medium()))
        .reopening()
        .step(PARTS, POWER, session -> KeptPredictions.session(session.medium(), "four"))
        .probe(PARTS, PredictionWorkloads::oneMoreSession);
  }

  /**
   * An erasure that failed may have begun: then nobody sees what it erases, and it is completed.
   */
  private static Workload erasure() {
    return Workload.named("erasure of predictions")
        .before(session -> KeptPredictions.session(session.medium(), "one"))
        .before(session -> KeptPredictions.moveEnded(session.medium()))
        .before(session -> KeptPredictions.session(session.medium(), "two"))
        .view(PARTS, session -> KeptPredictions.keys(session.medium()))
        .step(PARTS, POWER, session -> KeptPredictions.erase(session.medium()))
        .mayRemain()
        .step(PARTS, POWER, session -> KeptPredictions.session(session.medium(), "three"))
        .probe(PARTS, PredictionWorkloads::oneMoreSession);
  }

  /** What is over is on record in the list of parts or in the archive, and stays erased. */
  private static Workload archive() {
    return Workload.named("archive of erasures")
        .before(session -> KeptPredictions.session(session.medium(), "one"))
        .before(session -> KeptPredictions.erase(session.medium()))
        .before(session -> KeptPredictions.erase(session.medium()))
        .view(PARTS, session -> KeptPredictions.keys(session.medium()))
        .view("erasures", session -> List.of(KeptPredictions.erasures(session.medium())))
        .step("erasures", POWER, session -> KeptPredictions.archive(session.medium()))
        .probe(PARTS, PredictionWorkloads::oneMoreSession);
  }

  private static void oneMoreSession(Session session) {
    KeptPredictions.moveEnded(session.medium());
    KeptPredictions.session(
        session.medium(), "more" + KeptPredictions.ids(session.medium()).size());
  }

  /** A label that failed may be there: who records it again corrects it to the same. */
  private static Workload truth() {
    return Workload.named("ground truth")
        .before(session -> label(session, "a1-1", "no"))
        .view("labels", PredictionWorkloads::labels)
        .idempotent("labels")
        .step("labels", POWER, session -> label(session, "a1-1", "yes"))
        .step("labels", POWER, session -> label(session, "b2-1", 12.5))
        .view("blobs", Views.blobs())
        .probe("labels", session -> label(session, "c3-" + (1 + labels(session).size()), "x"));
  }

  /** Removing labels changes nothing else, and completes what a crash left of it. */
  private static Workload untruth() {
    return Workload.named("removal of ground truth")
        .before(session -> label(session, "a1-1", "no"))
        .before(session -> label(session, "b2-1", "no"))
        .before(session -> label(session, "a1-1", "yes"))
        .before(session -> label(session, "c3-1", "yes"))
        .view("labels", PredictionWorkloads::labels)
        .idempotent("labels")
        .step("labels", POWER, session -> unlabel(session, "b2-1"))
        .step("labels", POWER, session -> label(session, "b2-1", 12.5))
        .step("labels", POWER, session -> unlabel(session, "c3-1"))
        .probe("labels", session -> label(session, "d4-" + (1 + labels(session).size()), "x"));
  }

  private static void unlabel(Session session, String id) {
    new LabelRemoval(session.medium(), "fraud").erase(Set.of(id));
  }

  private static void label(Session session, String id, Object label) {
    session
        .keep(
            GroundTruths.class, medium -> new GroundTruths(medium.journals(), "fraud", () -> TIME))
        .record(Map.of(id, label));
  }

  private static List<String> labels(Session session) {
    List<String> labels = new ArrayList<>();
    RecordedLabels read =
        GroundTruths.read(session.medium().journals(), "fraud", GroundTruths.Selection.ALL);
    for (String id : read.ids()) {
      int dash = id.indexOf('-');
      long number = Long.parseLong(id.substring(dash + 1));
      GroundTruth label = requireNonNull(read.find(id.substring(0, dash), number));
      labels.add(id + " " + label.label() + " " + label.times());
    }
    return labels;
  }
}
