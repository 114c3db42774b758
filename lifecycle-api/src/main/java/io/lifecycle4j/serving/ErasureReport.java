package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.Actor;
import java.time.Instant;
import java.util.List;

/**
 * What an erasure removed from the logged predictions of a model, and what still contains the data.
 *
 * <p>The report lists only what is recorded in the home. Delete the data in backups, exports and
 * files outside the home yourself. Immutable.
 *
 * @param model the name of the model
 * @param actor who erased
 * @param reason the reason
 * @param time the time of the erasure
 * @param predictions the number of erased predictions
 * @param hidden how many of them are hidden from all readers, but still stored in the logs of other
 *     running processes. These processes delete them within minutes; otherwise the next process
 *     that opens a model does
 * @param left what could not be searched or deleted, and why, such as a corrupt part. The search of
 *     a part is retried about once an hour until it succeeds. If a journal could not be searched,
 *     erase again once it is repaired
 * @param holders the dataset versions made from logged predictions of any model, and the runs and
 *     models made from these: each may contain the data, such as {@code dataset traffic:3: rows
 *     made of it}
 */
public record ErasureReport(
    String model,
    Actor actor,
    String reason,
    Instant time,
    long predictions,
    long hidden,
    List<String> left,
    List<String> holders) {
  /** Checks the parts. */
  public ErasureReport {
    required(model, "model");
    required(actor, "actor");
    required(reason, "reason");
    required(time, "time");
    check(predictions >= 0, "Invalid predictions: %s (must be at least 0)", predictions);
    check(
        hidden >= 0 && hidden <= predictions,
        "Invalid hidden predictions: %s (must be 0 to %s)",
        hidden,
        predictions);
    left = copy(left, "what is left");
    holders = copy(holders, "holders");
  }

  /** Returns the report as text of several lines, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Erased ");
    text.append(counted(predictions, "prediction")).append(" of ").append(model);
    text.append(" by ").append(actor.name()).append(" at ").append(time);
    text.append(" (").append(reason).append(")");
    if (hidden > 0) {
      text.append("\nhidden, and removed by other processes soon: ").append(hidden);
    }
    left.forEach(one -> text.append("\nnot searched or deleted yet: ").append(one));
    holders.forEach(holder -> text.append("\nmay hold the data: ").append(holder));
    return text.append("\nnot known here: backups, exports, files outside the home\n").toString();
  }
}
