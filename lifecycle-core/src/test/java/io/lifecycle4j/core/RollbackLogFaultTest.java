package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.registry.AuditRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log whose newest inputs cannot be answered again before production goes back. */
@Timeout(60)
class RollbackLogFaultTest {
  private final FaultyFileSystem files = new FaultyFileSystem();
  private final LinearEngine engine = new LinearEngine();
  private final AtomicInteger reads = new AtomicInteger();

  @TempDir private Path directory;
  private Lifecycle home;
  private ManagedModel<Flower, String> model;

  @BeforeEach
  void promoteTwo() {
    home = Flowers.in(Media.file(files.path(directory.resolve("home"))), engine);
    model = Flowers.model(home).open();
    Flowers.promoted(model, Flowers.split(home, 1));
    Flowers.promoted(model, Flowers.split(home, 2));
    model.predict(SETOSA);
    assertThat(model.predictions().count()).isEqualTo(1);
  }

  @AfterEach
  void close() {
    files.heal();
    home.close();
    assertThat(engine.open()).isZero();
    assertThat(engine.violations()).isEmpty();
  }

  /** Does something at each read of the log of predictions by this thread. */
  private void atReads(Supplier<@Nullable IOException> fault) {
    Thread caller = Thread.currentThread();
    files.fail(
        (operation, path) -> {
          boolean reads =
              operation == Operation.READ
                  && Thread.currentThread() == caller
                  && path.toString().contains("predictions-");
          if (reads) {
            this.reads.incrementAndGet();
          }
          return reads ? fault.get() : null;
        });
  }

  @Test
  void goesBackIfTheLogCannotBeRead() {
    atReads(() -> new IOException("made by the test"));

    AuditRecord back = model.rollback(ALICE, "Scores look wrong");

    assertThat(reads.get()).isPositive();
    assertThat(back.transition())
        .hasToString("production of species rolled back from 2 to 1 by alice: Scores look wrong");
    files.heal();
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  @Test
  void movesNothingIfItIsInterruptedWhileItReadsTheLog() {
    List<AuditRecord> before = model.history();
    atReads(
        () -> {
          Thread.currentThread().interrupt();
          return null;
        });

    assertThatThrownBy(() -> model.rollback(ALICE, "Scores look wrong"))
        .isInstanceOf(OperationInterruptedException.class);

    assertThat(Thread.interrupted()).as("and the thread stays interrupted").isTrue();
    assertThat(reads.get()).isPositive();
    files.heal();
    assertThat(model.history()).isEqualTo(before);
    assertThat(model.predict(SETOSA).version()).hasValue(2);
    model.rollback(ALICE, "Again");
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }
}
