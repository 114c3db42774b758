package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a purge leaves that cannot be completed. */
class BlobErasureTest {
  /** Refers to a blob only once it was looked at before, and is damaged by then. */
  private static final class LateHolder implements References {
    private final BlobId blob;
    private int walks;

    LateHolder(BlobId blob) {
      this.blob = blob;
    }

    @Override
    public boolean owns(String journal) {
      return false;
    }

    @Override
    public void walk(Visitor visitor) {
      if (++walks > 1) {
        visitor.reaches("run late", blob);
        visitor.unreadable("model damaged", new CorruptDataException("Corrupt manifest"));
      }
    }
  }

  @Test
  void putsBackWhatIsNeededIfItIsNotKnownWhatElseIsNeeded() {
    try (Medium home = Media.memory()) {
      BlobId shared = home.blobs().put(Content.of(new byte[] {1}));
      BlobId other = home.blobs().put(Content.of(new byte[] {2}));
      BlobErasure erasure =
          BlobErasure.of(home, new LateHolder(shared), Set.of(shared, other), "purge rides:1");
      assertThatThrownBy(erasure::run)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("what model damaged needs is not known");
      assertThat(home.blobs().read(shared)).containsExactly(1);
      assertThat(home.blobs().missing(Set.of(other))).containsExactly(other);
    }
  }
}
