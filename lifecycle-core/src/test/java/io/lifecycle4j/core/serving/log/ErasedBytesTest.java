package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An erasure says that bytes are deleted only if they are, and deletes no others. */
class ErasedBytesTest extends UpkeptLog {
  @Test
  void deletesTheBytesThoughTheClockOfTheStorageWentBack() {
    session("a", "walter");
    upkeep.run();
    upkeep.close();
    open(ClockedMedium.of(medium, () -> Instant.EPOCH));
    assertThat(erase("a", "walter").left()).isEmpty();
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
  }

  @Test
  void isNotDoneWhileTheBytesThatItReplacedAreStored() {
    Watched watched = new Watched(medium);
    upkeep.close();
    open(watched);
    session("a", "walter");
    upkeep.run();
    watched.keeps = true;
    assertThat(erase("a", "walter").left())
        .containsExactly("bytes that were replaced (1 blob still stored)");
    watched.keeps = false;
    upkeep.run();
    assertThat(Parts.of(medium.journals(), "a").erasures().pending()).isEmpty();
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
  }

  @Test
  void readsAgainWhatThereIsAfterAnEntryThatFailedButIsThere() {
    Watched watched = new Watched(medium);
    upkeep.close();
    open(watched);
    for (String key : List.of("walter", "bob", "walter")) {
      session("a", key);
      upkeep.run();
    }
    watched.fails = true;
    ErasureReport report = erase("a", "walter");
    assertThat(report.left()).hasSize(2).allMatch(left -> left.startsWith("part "));
    watched.fails = false;
    assertThat(count("a")).isEqualTo(3);
    upkeep.run();
    Parts now = Parts.of(medium.journals(), "a");
    assertThat(now.erasures().pending()).isEmpty();
    assertThat(now.erasures().of("a")).extracting(ErasedKey::predictions).containsExactly(2L);
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    assertThat(count("a")).isEqualTo(3);
  }

  /** A garbage collection of another process comes whenever something was stored. */
  private static final class Collected extends ForwardingMedium {
    Collected(Medium inner) {
      super(inner);
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      Object result = super.call(target, method, arguments);
      if (method.getName().equals("put") || method.getName().equals("putAll")) {
        HomeMaintenance.over(inner(), () -> Fixtures.TIME)
            .collectGarbage()
            .grace(Duration.ZERO)
            .quarantine()
            .run();
      }
      return result;
    }
  }

  @Test
  void keepsAPartThatAnErasureWritesFromAGarbageCollection() {
    session("a", "walter");
    session("a", "bob");
    upkeep.run();
    now = now.plus(Duration.ofDays(1));
    upkeep.run();
    upkeep.close();
    open(new Collected(medium));
    assertThat(erase("a", "walter").left()).isEmpty();
    assertThat(count("a")).isEqualTo(2);
    assertThat(medium.blobs().missing(parts("a").stream().map(Part::blob).toList())).isEmpty();
  }
}
