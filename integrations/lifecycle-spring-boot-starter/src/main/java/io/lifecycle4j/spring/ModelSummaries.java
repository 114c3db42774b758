package io.lifecycle4j.spring;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.ServingStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What health and endpoints show of models, as maps of plain values. */
final class ModelSummaries {
  private ModelSummaries() {}

  /** Returns whether what a model writes reaches the home. */
  static boolean isWritten(ManagedModel<?, ?> model) {
    return model.log().state() != PredictionLogStatus.State.FAILING;
  }

  static Map<String, Object> health(ManagedModel<?, ?> model) {
    Map<String, Object> shown = serving(model);
    PredictionLogStatus log = model.log();
    shown.put("log", log.state().name());
    if (!log.failure().isEmpty()) {
      shown.put("logFailure", log.failure());
    }
    try {
      model.reports().findNewest().ifPresent(report -> shown.put("lastDriftCheck", brief(report)));
      rollback(model, shown);
    } catch (LifecycleException e) {
      shown.put("failure", e.code() + ": " + e.getMessage());
    }
    return shown;
  }

  /** Returns which version serves. */
  static Map<String, Object> serving(ManagedModel<?, ?> model) {
    ServingStatus status = model.servingStatus();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("ready", model.ready());
    shown.put("state", status.state().name());
    status.production().ifPresent(version -> shown.put("production", version));
    status.serving().ifPresent(version -> shown.put("serving", version));
    status.engine().ifPresent(engine -> shown.put("engine", engine));
    status
        .failure()
        .ifPresent(failure -> shown.put("failure", failure.code() + ": " + failure.getMessage()));
    return shown;
  }

  private static void rollback(ManagedModel<?, ?> model, Map<String, Object> shown) {
    List<AuditRecord> history = model.history();
    for (int i = history.size() - 1; i >= 0; i--) {
      AuditRecord record = history.get(i);
      if (record.transition().changes().stream().anyMatch(ModelSummaries::isBack)) {
        shown.put("lastRollback", record(record));
        return;
      }
    }
  }

  private static boolean isBack(Object change) {
    return change instanceof AliasMoved move && move.direction() == Direction.BACK;
  }

  static Map<String, Object> record(AuditRecord record) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("sequence", record.sequence());
    shown.put("time", record.time().toString());
    shown.put("by", record.transition().actor().name());
    shown.put("reason", record.transition().reason());
    shown.put("changes", record.transition().changes().stream().map(Object::toString).toList());
    return shown;
  }

  private static Map<String, Object> brief(DriftReport report) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("time", report.closed().toString());
    shown.put("version", report.version());
    shown.put("rows", report.rows());
    shown.put(
        "drifted",
        report.columns().stream().filter(ColumnDrift::drifted).map(ColumnDrift::name).toList());
    return shown;
  }

  static Map<String, Object> drift(DriftReport report) {
    Map<String, Object> shown = brief(report);
    shown.put("id", report.id());
    shown.put("level", report.level());
    shown.put("columns", report.columns().stream().map(ModelSummaries::column).toList());
    return shown;
  }

  private static Map<String, Object> column(ColumnDrift column) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("column", column.name());
    shown.put("verdict", column.verdict().name());
    shown.put("p", column.adjusted());
    shown.put("effect", column.divergence().effect());
    shown.put("explanation", column.divergence().explanation());
    return shown;
  }
}
