package io.lifecycle4j.core.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.storage.BlobId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HashedStreamTest {
  private static final byte[] BYTES = "rides".getBytes(UTF_8);

  private static InputStream hashed(Consumer<BlobId> judge) {
    return new HashedStream(new ByteArrayInputStream(BYTES), judge);
  }

  @Test
  void judgesTheHashOfAllBytesOnce() throws IOException {
    List<BlobId> judged = new ArrayList<>();
    try (InputStream in = hashed(judged::add)) {
      assertThat(in.readAllBytes()).isEqualTo(BYTES);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(judged).containsExactly(Hashing.hash(BYTES));
  }

  @Test
  void saysTheSameAgainToWhoReadsOnBehindAnEndThatWasRefused() throws IOException {
    try (InputStream in =
        hashed(
            found -> {
              throw new IllegalStateException("the hash is " + found);
            })) {
      String refused = "the hash is " + Hashing.hash(BYTES);
      assertThatThrownBy(in::readAllBytes).hasMessage(refused);
      assertThatThrownBy(in::read).hasMessage(refused);
    }
  }
}
