package io.lifecycle4j.crashkit;

import static io.lifecycle4j.crashkit.Workloads.batch;
import static io.lifecycle4j.storage.Durability.MEMORY;
import static io.lifecycle4j.storage.Durability.POWER;
import static io.lifecycle4j.storage.Durability.PROCESS;

import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import java.util.function.Function;

/** Journals that are forced without an append, and begun again after a failure. */
final class ForceWorkloads {
  private static final String LOG = "log";

  private ForceWorkloads() {}

  private static Workload append(
      Workload workload, Function<Session, Journal> kind, Durability durability, Batch batch) {
    return workload.step(LOG, durability, session -> kind.apply(session).append(batch));
  }

  /**
   * An owner begins again wherever its journal failed, and sends what it sent last once more: the
   * batch is there once.
   */
  static Workload owned() {
    Function<Session, Journal> owned = session -> session.owned(LOG);
    Workload workload =
        Workload.named("owned, forced and reopened").view(LOG, Views.entries(LOG, owned));
    append(workload, owned, PROCESS, batch(1, 1, PROCESS));
    append(workload, owned, MEMORY, batch(2, 1, MEMORY));
    workload.step(LOG, POWER, session -> owned.apply(session).force());
    for (int i = 3; i < 5; i++) {
      append(workload, owned, PROCESS, batch(i, 2, PROCESS));
      workload.step(LOG, PROCESS, session -> owned.apply(session).reopen());
      append(workload, owned, POWER, batch(i, 2, POWER));
    }
    return Workloads.probed(workload, owned);
  }

  static Workload shared() {
    Function<Session, Journal> shared = session -> session.shared(LOG);
    Workload workload = Workload.named("shared, forced").view(LOG, Views.entries(LOG, shared));
    append(workload, shared, PROCESS, batch(1, 2, PROCESS));
    append(workload, shared, MEMORY, batch(2, 1, MEMORY));
    workload.step(LOG, POWER, session -> shared.apply(session).force());
    append(workload, shared, PROCESS, batch(3, 1, PROCESS));
    workload.step(LOG, POWER, session -> shared.apply(session).force());
    return Workloads.probed(workload, shared);
  }
}
