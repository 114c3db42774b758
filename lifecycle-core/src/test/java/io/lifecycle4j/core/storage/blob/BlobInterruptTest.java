package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An interrupt at each operation that changes something: the call is done or says that it was
 * interrupted, no more.
 */
@Timeout(60)
class BlobInterruptTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir Path directory;

  private final FaultyFileSystem files = new FaultyFileSystem();

  @AfterEach
  void closesEverything() {
    assertThat(files.openChannels()).isZero();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void stopsNoOtherPut() {
    interruptEach(blobs -> () -> blobs.put(Content.of("one")));
  }

  @Test
  @OnlyLarger
  void stopsNoOtherPutOfMany() {
    interruptEach(blobs -> () -> blobs.putAll(contents()));
  }

  @Test
  @OnlyLarger
  void stopsNothingWhenBlobsAreSetAside() {
    interruptEach(
        blobs -> {
          List<BlobId> ids = blobs.putAll(contents());
          return () -> blobs.maintenance().quarantine(ids.subList(1, 3), LATER);
        });
  }

  @Test
  void stopsNothingWhenABlobIsRestored() {
    interruptEach(
        blobs -> {
          BlobId id = blobs.put(Content.of("aside"));
          blobs.maintenance().quarantine(List.of(id), LATER);
          return () -> blobs.maintenance().restore(id);
        });
  }

  @Test
  void stopsNothingWhenBlobsArePurged() {
    interruptEach(
        blobs -> {
          blobs.maintenance().quarantine(List.of(blobs.put(Content.of("aside"))), LATER);
          return () -> blobs.maintenance().purge(LATER.plusSeconds(1));
        });
  }

  @Test
  @OnlyLarger
  void stopsNothingWhenPacksAreMerged() {
    interruptEach(
        blobs -> {
          for (int i = 0; i <= PackMerge.MANY; i++) {
            blobs.putAll(List.of(Content.of("pack " + i)));
          }
          assertThat(blobs.maintenance().mergeable(LATER)).isPositive();
          return () -> blobs.maintenance().merge(LATER);
        });
  }

  private static List<Content> contents() {
    return List.of(
        Content.of("before"),
        Content.of(Fixtures.bytes(1, 100)),
        Content.of(Fixtures.bytes(2, 1_100_000)),
        Content.of(Fixtures.bytes(3, 2_000)));
  }

  /** Makes a call again and again, each time interrupted one operation later. */
  private void interruptEach(Function<BlobStore, Runnable> prepare) {
    AtomicInteger left = new AtomicInteger();
    List<Operation> after = new ArrayList<>();
    Thread caller = Thread.currentThread();
    for (int k = 1; left.get() <= 0; k++) {
      Path home = directory.resolve("home-" + k);
      try (Medium medium = Media.file(files.path(home))) {
        BlobId before = medium.blobs().put(Content.of("before"));
        Runnable call = prepare.apply(medium.blobs());
        left.set(k);
        files.fail(
            (operation, path) -> {
              if (operation.changes() && left.decrementAndGet() == 0) {
                after.add(operation);
                caller.interrupt();
              }
              return null;
            });
        boolean done = call(call);
        files.heal();
        assertThat(Thread.interrupted()).as("the flag is kept").isEqualTo(left.get() <= 0);
        assertThat(done || left.get() <= 0).isTrue();
        assertThat(files.openChannels()).as("the lock of the workspace").isEqualTo(1);
        BlobId next = medium.blobs().put(Content.of("next"));
        if (!done) {
          call.run();
        }
        assertThat(Fixtures.ids(medium.blobs())).contains(before, next);
      }
      try (Medium again = Media.file(home)) {
        checkAll(again.blobs());
      }
    }
    assertThat(after).contains(Operation.FORCE).hasSizeGreaterThan(2);
  }

  private static boolean call(Runnable call) {
    try {
      call.run();
      return true;
    } catch (OperationInterruptedException e) {
      assertThat(e).hasMessageEndingWith(": the thread was interrupted");
      return false;
    }
  }

  private static void checkAll(BlobStore blobs) {
    for (BlobId id : Fixtures.ids(blobs)) {
      assertThat(Fixtures.hash(blobs.read(id))).isEqualTo(id);
    }
  }
}
