package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} must do. */
public abstract class BlobStoreContract {
  private static final BlobId ABSENT = Fixtures.hash(Fixtures.utf8("absent"));

  private BlobStore blobs;

  /** Creates the contract. */
  protected BlobStoreContract() {}

  /**
   * Opens an empty store; called once for each test.
   *
   * @return the store
   */
  protected abstract BlobStore open();

  @BeforeEach
  void openStore() {
    blobs = open();
  }

  @Test
  void namesBytesByTheirHash() {
    assertThat(blobs.put(Content.of("abc")).sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void saysWhichStoreItIs() {
    UUID id = blobs.id();
    blobs.put(Content.of("more"));
    assertThat(blobs.id()).isEqualTo(id);
    assertThat(blobs.location().isAbsolute()).isTrue();
  }

  @Test
  void tellsTheTimeByWhichBlobsWerePut() {
    Instant before = blobs.maintenance().now();
    BlobId id = blobs.put(Content.of("put"));
    assertThat(Fixtures.lastPut(blobs, id)).isBetween(before, blobs.maintenance().now());
  }

  @Test
  void givesBackWhatWasPut() throws IOException {
    for (int length : List.of(0, 1, 8_191, 8_192, 65_536, 65_537, 3_000_000)) {
      byte[] bytes = Fixtures.bytes(length, length);
      BlobId id = blobs.put(Content.of(bytes));
      assertThat(id).isEqualTo(Fixtures.hash(bytes));
      assertThat(blobs.read(id)).isEqualTo(bytes);
      assertThat(blobs.size(id)).isEqualTo(length);
      assertThat(blobs.contains(id)).isTrue();
      try (InputStream in = blobs.open(id)) {
        assertThat(in.readAllBytes()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void givesStreamsThatAreReadInAnyWay() throws IOException {
    byte[] bytes = Fixtures.bytes(5, 1_000);
    BlobId id = blobs.put(Content.of(bytes));
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = blobs.open(id)) {
      read.write(in.read());
      byte[] part = new byte[100];
      read.write(part, 50, in.read(part, 50, 7));
      assertThat(in.read(part, 0, 0)).isZero();
      assertThat(in.skip(10)).isEqualTo(10);
      in.transferTo(read);
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(read.size()).isEqualTo(990);
  }

  @Test
  void givesStreamsThatMayBeClosedEarly() throws IOException {
    byte[] bytes = Fixtures.bytes(6, 100_000);
    BlobId id = blobs.put(Content.of(bytes));
    try (InputStream in = blobs.open(id)) {
      assertThat(in.readNBytes(10)).hasSize(10);
    }
    assertThat(blobs.read(id)).isEqualTo(bytes);
  }

  @Test
  void keepsTheSameBytesOnce() {
    BlobId one = blobs.put(Content.of("twice"));
    BlobId other = blobs.put(Content.of("twice"));
    assertThat(other).isEqualTo(one);
    assertThat(Fixtures.ids(blobs)).containsExactly(one);
  }

  @Test
  void listsNamesInOrder() {
    List<BlobId> ids =
        IntStream.range(0, 20).mapToObj(i -> blobs.put(Content.of("blob " + i))).toList();
    assertThat(Fixtures.ids(blobs))
        .containsExactlyInAnyOrderElementsOf(ids)
        .extracting(BlobId::sha256)
        .isSorted();
  }

  @Test
  void listsEachBlobWithItsLengthAndWhenItWasPutLast() {
    blobs.put(Content.of("alone"));
    blobs.putAll(List.of(Content.of("one"), Content.of("other"), Content.of("")));
    blobs.put(Content.of(Fixtures.bytes(9, 1_500_000)));
    List<StoredBlob> told = new ArrayList<>();
    blobs.list(told::add);
    assertThat(told).hasSize(5);
    for (StoredBlob blob : told) {
      assertThat(blobs.find(blob.id())).contains(blob);
      assertThat(blobs.size(blob.id())).isEqualTo(blob.bytes());
    }
  }

  @Test
  void maySetAsideWhatItIsTold() {
    blobs.putAll(IntStream.range(0, 20).mapToObj(i -> Content.of("blob " + i)).toList());
    List<BlobId> gone = new ArrayList<>();
    blobs.list(
        blob -> {
          gone.addAll(blobs.maintenance().quarantine(List.of(blob.id()), blob.lastPut()));
        });
    assertThat(gone).hasSize(20);
    assertThat(Fixtures.ids(blobs)).isEmpty();
  }

  @Test
  void takesBytesAsTheyCome() {
    byte[] bytes = Fixtures.bytes(7, 10_000);
    BlobId id =
        blobs.put(
            out -> {
              for (byte b : bytes) {
                out.write(b);
              }
              out.flush();
            });
    assertThat(blobs.read(id)).isEqualTo(bytes);
  }

  @Test
  void asksForAContentOnce() {
    AtomicInteger asked = new AtomicInteger();
    blobs.put(
        out -> {
          asked.incrementAndGet();
          out.write(1);
        });
    assertThat(asked).hasValue(1);
  }

  @Test
  void keepsItsBytesToItself() {
    byte[] bytes = Fixtures.bytes(8, 100);
    BlobId id = blobs.put(out -> out.write(bytes));
    byte[] before = bytes.clone();
    bytes[0]++;
    blobs.read(id)[1]++;
    assertThat(blobs.read(id)).isEqualTo(before);
  }

  @Test
  void doesNotKnowWhatWasNotPut() {
    assertThat(blobs.contains(ABSENT)).isFalse();
    assertThat(Fixtures.ids(blobs)).isEmpty();
    assertThatThrownBy(() -> blobs.open(ABSENT))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(ABSENT.sha256());
    assertThatThrownBy(() -> blobs.read(ABSENT)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> blobs.size(ABSENT)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void storesNothingWhenTheContentCannotBeRead() {
    Path missing = Path.of("no-such-file.csv");
    assertThatThrownBy(() -> blobs.put(Content.of(missing)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read no-such-file.csv: no such file");
    assertThat(Fixtures.ids(blobs)).isEmpty();
  }

  @Test
  void storesNothingWhenTheContentFailsHalfWay() {
    assertThatThrownBy(
            () ->
                blobs.put(
                    out -> {
                      out.write(Fixtures.bytes(9, 100_000));
                      throw new IOException("cable pulled");
                    }))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("cable pulled");
    assertThat(Fixtures.ids(blobs)).isEmpty();
  }

  @Test
  void handsOnWhatTheContentThrows() {
    assertThatThrownBy(
            () ->
                blobs.put(
                    out -> {
                      out.write(1);
                      throw new UnsupportedOperationException("mine");
                    }))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("mine");
    assertThat(Fixtures.ids(blobs)).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNull() {
    assertThatThrownBy(() -> blobs.put(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.open(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.read(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.size(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.contains(null)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNullInPlaceOfMany() {
    assertThatThrownBy(() -> blobs.putAll(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.putAll(Arrays.asList(Content.of("x"), null)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.open(null, 0, 0)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.list(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.find(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.maintenance().verify(null, VerifyDepth.HASH))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.maintenance().verify(ABSENT, null))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.maintenance().quarantine(null, Fixtures.TIME))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(
            () -> blobs.maintenance().quarantine(Arrays.asList(ABSENT, null), Fixtures.TIME))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.maintenance().quarantine(List.of(), null))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.maintenance().restore(null))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.maintenance().purge(null))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.maintenance().purge(null, Instant.MAX))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> blobs.maintenance().purge(List.of(), null))
        .isInstanceOf(InvalidValueException.class);
    assertThat(Fixtures.ids(blobs)).isEmpty();
  }

  @Test
  void takesNoMoreBytesOfAContentThatHasEnded() throws IOException {
    List<OutputStream> kept = new ArrayList<>();
    BlobId id =
        blobs.put(
            out -> {
              kept.add(out);
              out.write(1);
            });
    try {
      kept.get(0).write(2);
    } catch (IOException e) {
      // or drops what comes too late
    }
    assertThat(blobs.read(id)).containsExactly(1);
    assertThat(Fixtures.ids(blobs)).containsExactly(id);
  }

  @Test
  void givesPartsOfBlobs() throws IOException {
    byte[] bytes = Fixtures.bytes(11, 5_000);
    BlobId together = blobs.putAll(List.of(Content.of("x"), Content.of(bytes))).get(1);
    byte[] longer = Fixtures.bytes(12, 1_500_000);
    checkParts(together, bytes);
    checkParts(blobs.put(Content.of(longer)), longer);
    assertThatThrownBy(() -> blobs.open(ABSENT, 0, 0)).isInstanceOf(NotFoundException.class);
  }

  private void checkParts(BlobId id, byte[] bytes) throws IOException {
    int length = bytes.length;
    for (int[] part :
        new int[][] {{0, 0}, {0, 1}, {0, length}, {17, 100}, {length - 1, 1}, {length, 0}}) {
      try (InputStream in = blobs.open(id, part[0], part[1])) {
        assertThat(in.readAllBytes())
            .isEqualTo(Arrays.copyOfRange(bytes, part[0], part[0] + part[1]));
        assertThat(in.read()).isEqualTo(-1);
      }
    }
    for (long[] part :
        new long[][] {
          {-1, 1},
          {0, -1},
          {0, length + 1L},
          {length + 1L, 0},
          {1, Long.MAX_VALUE},
          {Long.MAX_VALUE, Long.MAX_VALUE}
        }) {
      assertThatThrownBy(() -> blobs.open(id, part[0], part[1]))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid part of blob %s: %s bytes from byte %s (it has %s)",
              id, part[1], part[0], length);
    }
  }

  @Test
  void tellsWhenABlobWasPutLast() {
    BlobId alone = blobs.put(Content.of("alone"));
    BlobId together = blobs.putAll(List.of(Content.of("together"))).get(0);
    for (BlobId id : List.of(alone, together)) {
      Instant first = Fixtures.lastPut(blobs, id);
      while (!Fixtures.lastPut(blobs, id).isAfter(first)) { // until the clock has moved on
        assertThat(blobs.put(Content.of(blobs.read(id)))).isEqualTo(id);
      }
      Instant second = Fixtures.lastPut(blobs, id);
      while (!Fixtures.lastPut(blobs, id).isAfter(second)) {
        assertThat(blobs.putAll(List.of(Content.of(blobs.read(id))))).containsExactly(id);
      }
    }
    assertThat(blobs.find(ABSENT)).isEmpty();
  }

  @Test
  void verifiesWhatIsThere() {
    for (VerifyDepth depth : VerifyDepth.values()) {
      assertThatThrownBy(() -> blobs.maintenance().verify(ABSENT, depth))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining(ABSENT.sha256());
    }
  }

  @Test
  void takesBlobsOfManyThreads() throws Exception {
    List<List<BlobId>> ids =
        Together.run(
            8,
            thread ->
                IntStream.range(0, 20)
                    .mapToObj(i -> blobs.put(Content.of("blob " + (i + thread % 2))))
                    .toList());
    assertThat(ids.get(0)).isEqualTo(ids.get(2));
    assertThat(Fixtures.ids(blobs)).hasSize(21);
    for (int i = 0; i < 20; i++) {
      assertThat(blobs.read(ids.get(0).get(i))).isEqualTo(Fixtures.utf8("blob " + i));
    }
  }
}
