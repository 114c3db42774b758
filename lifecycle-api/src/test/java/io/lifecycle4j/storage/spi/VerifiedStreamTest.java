package io.lifecycle4j.storage.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class VerifiedStreamTest {
  private static final BlobId ABC =
      new BlobId("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

  private static InputStream verified(String bytes) {
    return new VerifiedStream(new ByteArrayInputStream(bytes.getBytes(UTF_8)), ABC);
  }

  @Test
  void returnsTheBytesOfTheBlob() throws IOException {
    try (InputStream in = verified("abc")) {
      assertThat(in.read()).isEqualTo('a');
      assertThat(in.skip(1)).isEqualTo(1);
      assertThat(in.readAllBytes()).containsExactly('c');
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void throwsAtTheEndOfOtherBytesEachTime() throws IOException {
    try (InputStream in = verified("abd")) {
      assertThat(in.readNBytes(3)).hasSize(3);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(in::read)
            .isInstanceOf(CorruptDataException.class)
            .hasMessage(
                "Corrupt blob "
                    + ABC
                    + ": its bytes have the hash"
                    + " a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9");
      }
    }
  }
}
