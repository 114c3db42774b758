package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.maintenance.Kept;
import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Maintenance that meets an error of the JVM at any operation of the file system leaves nothing
 * behind that stops the next: no lock, no lease, no temporary file, no open channel.
 */
@OnlyLarger
class MaintenanceErrorTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final int VERSIONS = 3;

  /** Every so manieth operation fails in each build. */
  private static final int STRIDE = Volume.of(10, 7, 1);

  private static final UnaryOperator<String> TEXT = TieredHome::text;

  /** What a home is kept healthy with. */
  enum Work {
    VERIFY {
      @Override
      void in(Place place, Path beside) {
        assertThat(place.maintenance.verify(VerifyDepth.HASH).sound()).isTrue();
      }
    },
    VERIFY_NEXT {
      @Override
      void in(Place place, Path beside) {
        assertThat(place.maintenance.verifyNext(0.5, VerifyDepth.CHECKSUM).sound()).isTrue();
      }
    },
    COLLECT {
      @Override
      void in(Place place, Path beside) {
        place.maintenance.collectGarbage().grace(Duration.ZERO).quarantine().run();
      }
    },
    BACK_UP {
      @Override
      void in(Place place, Path beside) {
        place.maintenance.backup(beside);
      }
    },
    MOVE {
      @Override
      void in(Place place, Path beside) {
        place
            .tiering()
            .cold(version -> version.number() == 1)
            .warm(version -> version.number() > 1)
            .keepNewest(0)
            .move()
            .run();
      }
    },
    BRING_BACK {
      @Override
      void in(Place place, Path beside) {
        place.tiering().hot(version -> true).move().run();
      }
    };

    abstract void in(Place place, Path beside);
  }

  /** A home and its cold store on one disk, whose operations fail on demand. */
  private static final class Place implements AutoCloseable {
    private final MemoryFileSystem memory;
    private final FaultyFileSystem files;
    private final Medium home;
    private final Medium archive;
    private final Maintenance maintenance;
    private final TieredMedium tiered;

    Place(Disk disk) {
      memory = new MemoryFileSystem(disk);
      files = new FaultyFileSystem(memory);
      home = ClockedMedium.of(Media.file(path("home")), CLOCK); // the disk has a clock of its own
      archive = ClockedMedium.of(Media.file(path("archive")), CLOCK);
      tiered = TieredMedium.over(home, archive.blobs());
      maintenance = HomeMaintenance.over(tiered, CLOCK);
      home.upgrade(List.of(Tiers.FEATURE));
    }

    Tiering tiering() {
      return TieredHome.tiering(tiered, CLOCK);
    }

    Path path(String name) {
      return files.path(memory.getPath("/" + name));
    }

    /**
     * Lets the k-th operation that this thread asks for meet an error.
     *
     * @return counts the operations
     */
    AtomicInteger failAt(int k) {
      AtomicInteger seen = new AtomicInteger();
      Thread caller = Thread.currentThread();
      files.fail(
          (operation, path) -> {
            if (Thread.currentThread() == caller && seen.incrementAndGet() == k) {
              throw new OutOfMemoryError("the " + k + "th: " + operation + " " + path);
            }
            return null;
          });
      return seen;
    }

    int openChannels() {
      return files.openChannels() + memory.openChannels();
    }

    @Override
    public void close() {
      home.close();
      archive.close();
    }
  }

  private static Disk lived(Work work) {
    Disk disk = new Disk();
    try (Place place = new Place(disk)) {
      DatasetStore store = new Kept(place.tiered, CLOCK).datasets;
      for (int number = 1; number <= VERSIONS; number++) {
        String name = "file " + number;
        StoredFile file = store.put(new NamedContent(name, Content.of(TEXT.apply(name))));
        Fixtures.commit(store, "rides", Fixtures.dataset("version " + number, file));
        place.home.blobs().put(Content.of("garbage " + number));
      }
      place.maintenance.verifyNext(0.3, VerifyDepth.CHECKSUM);
      if (work == Work.BRING_BACK) {
        Work.MOVE.in(place, place.path("unused"));
      }
    }
    return disk;
  }

  @ParameterizedTest
  @EnumSource
  void leavesNothingBehindThatStopsTheNext(Work work) throws IOException {
    Disk base = lived(work);
    int failed = 0;
    for (int k = 1; ; k += STRIDE) {
      Disk disk = new Disk(base);
      @Nullable Throwable met = run(work, disk, k);
      if (met == null) {
        break;
      }
      failed++;
      reopen(work, disk, k);
    }
    assertThat(failed).isGreaterThan(3);
  }

  /** Returns the error that the work met, or null if it ended before. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an error is what is asked for
  private static @Nullable Throwable run(Work work, Disk disk, int k) throws IOException {
    Throwable met = null;
    Place place = new Place(disk);
    AtomicInteger seen = place.failAt(k);
    try {
      work.in(place, place.path("failed"));
    } catch (OutOfMemoryError | LifecycleException e) {
      met = e;
    }
    place.files.heal();
    boolean struck = seen.get() >= k;
    String when = work + " at " + k + ", which met " + met;
    try {
      work.in(place, place.path("copy"));
    } catch (Throwable e) {
      throw new AssertionError("The next fails: " + when, e);
    }
    assertThat(drafts(place)).as(when).isEmpty();
    place.close();
    assertThat(place.openChannels()).as(when).isZero();
    return struck ? new AssertionError(when) : null;
  }

  private static Stream<Path> drafts(Place place) throws IOException {
    Path[] rooms = {place.path("home").resolve("tmp"), place.path("archive").resolve("tmp")};
    Stream<Path> all = Stream.empty();
    for (Path room : rooms) {
      for (Path one : list(room)) {
        all = Stream.concat(all, Files.isDirectory(one) ? Stream.of(list(one)) : Stream.empty());
      }
    }
    return all;
  }

  private static Path[] list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toArray(Path[]::new);
    }
  }

  private static void reopen(Work work, Disk disk, int k) {
    try (Place place = new Place(disk)) {
      assertThat(TieredHome.readAll(place.tiered, TEXT)).isEqualTo(VERSIONS);
      assertThat(place.maintenance.verify(VerifyDepth.HASH).damage())
          .as(work + " at " + k)
          .isEmpty();
    }
  }
}
