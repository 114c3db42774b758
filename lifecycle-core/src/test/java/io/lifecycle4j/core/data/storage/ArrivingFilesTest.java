package io.lifecycle4j.core.data.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.core.storage.TakenContent;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes on their way into a store are read once, or given up. */
@Timeout(60)
class ArrivingFilesTest {
  private static final int LONG = 3 << 20;

  private final Medium medium = Media.memory();
  private final KeptFiles kept = new KeptFiles(medium.blobs(), new LocalFiles());
  private final AtomicInteger full = new AtomicInteger();
  private List<NamedContent> contents = List.of();

  @AfterEach
  void close() {
    medium.close();
  }

  private ArrivingFiles of(String... texts) {
    List<NamedContent> files = new ArrayList<>();
    for (String text : texts) {
      files.add(new NamedContent(files.size() + ".txt", Content.of(text)));
    }
    ArrivingFiles arriving = new ArrivingFiles(files, kept, () -> true);
    contents = arriving.contents(full::incrementAndGet);
    return arriving;
  }

  /** Takes some as a store does that has the others. */
  private void take(int... some) throws IOException {
    for (int i : some) {
      contents.get(i).content().writeTo(OutputStream.nullOutputStream());
    }
  }

  private void store(ArrivingFiles arriving) {
    List<StoredFile> stored = new ArrayList<>();
    for (NamedContent file : contents) {
      ArrivingContent shown = (ArrivingContent) file.content();
      stored.add(StoredFiles.put(medium.blobs(), new NamedContent(file.name(), shown.content())));
    }
    arriving.stored(stored);
  }

  private static String text(KeptFile file) throws IOException {
    try (InputStream in = file.open()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static List<String> texts(ArrivingFiles arriving) throws IOException {
    List<String> texts = new ArrayList<>();
    for (KeptFile file : arriving.files()) {
      texts.add(text(file));
    }
    return texts;
  }

  @Test
  void areReadInOrder() throws IOException {
    ArrivingFiles arriving = of("one", "", "three");
    take(0, 1, 2);
    assertThat(texts(arriving)).containsExactly("one", "", "three");
    assertThat(full).hasValue(0);
    assertThat(arriving.isGivenUp()).isFalse();
  }

  @Test
  void areReadFromTheStoreFromTheFirstOnThatItHadAlready() throws IOException {
    ArrivingFiles arriving = of("one", "two", "three");
    take(0, 2);
    store(arriving);
    assertThat(texts(arriving)).containsExactly("one", "two", "three");
    assertThat(arriving.isGivenUp()).isFalse();
  }

  @Test
  void areReadFromTheStoreIfNobodyWantedThem() throws IOException {
    ArrivingFiles arriving =
        new ArrivingFiles(List.of(new NamedContent("a", Content.of("one"))), kept, () -> false);
    contents = arriving.contents(full::incrementAndGet);
    take(0);
    assertThatThrownBy(
            () -> {
              Thread.currentThread().interrupt(); // it would wait for the store
              texts(arriving);
            })
        .hasMessage("Cannot read a: the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void canBeSkipped() throws IOException {
    ArrivingFiles arriving = of("one", "two", "three");
    take(0, 1, 2);
    assertThat(text(arriving.files().get(2))).isEqualTo("three");
  }

  @Test
  void areShownWhenTheyWereReadAhead() throws IOException {
    ArrivingFiles arriving = of("one");
    ((TakenContent.Heard) contents.get(0).content()).read("<one>".getBytes(UTF_8), 1, 3);
    assertThat(texts(arriving)).containsExactly("one");
  }

  @Test
  void areGivenUpIfOneIsTakenTwice() throws IOException {
    ArrivingFiles arriving = of("one", "two");
    take(0, 1, 0);
    assertThat(arriving.isGivenUp()).isTrue();
    assertThatThrownBy(() -> texts(arriving)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void areGivenUpIfOneIsNotTakenToItsEnd() {
    ArrivingFiles arriving = of("one");
    ArrivingContent failing =
        new ArrivingContent(
            arriving,
            0,
            out -> {
              out.write(1);
              throw new IOException("gone");
            });
    assertThatThrownBy(() -> failing.writeTo(OutputStream.nullOutputStream()))
        .isInstanceOf(IOException.class);
    store(arriving);
    assertThat(arriving.isGivenUp()).isTrue();
  }

  @Test
  void areGivenUpIfTwoAreReadAtATime() throws IOException {
    ArrivingFiles arriving = of("one", "two");
    take(0, 1);
    KeptFile second = arriving.files().get(1);
    try (InputStream first = arriving.files().get(0).open()) {
      assertThat(first.read()).isEqualTo('o');
      assertThatThrownBy(second::open).isInstanceOf(IllegalStateException.class);
    }
    assertThat(arriving.isGivenUp()).isTrue();
  }

  @Test
  void areGivenUpIfOneIsAskedForMoreThanItsBytesWhileItIsRead() throws IOException {
    ArrivingFiles arriving = of("one");
    take(0);
    KeptFile file = arriving.files().get(0);
    try (InputStream in = file.open()) {
      assertThat(in.read()).isEqualTo('o');
      assertThatThrownBy(file::file).isInstanceOf(IllegalStateException.class);
    }
    assertThat(arriving.isGivenUp()).isTrue();
  }

  @Test
  void doNotKeepWhoTakesWaitingWhenNobodyReads() throws IOException {
    ArrivingFiles arriving = of("x".repeat(LONG));
    contents = arriving.contents(arriving::leave);
    take(0);
    assertThat(arriving.isGivenUp()).isFalse();
  }

  @Test
  void areGivenUpIfWhoTakesIsInterruptedWhileItWaits() throws IOException {
    ArrivingFiles arriving = of("x".repeat(LONG));
    Thread.currentThread().interrupt();
    take(0);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(full).hasValue(1);
    assertThat(arriving.isGivenUp()).isTrue();
  }

  @Test
  void waitForWhoReads() throws Exception {
    String text = "x".repeat(LONG);
    ArrivingFiles arriving = of(text, "two", text);
    List<String> read = new ArrayList<>();
    Thread reader =
        new Thread(() -> assertThat(catchThrowable(() -> read.addAll(texts(arriving)))).isNull());
    contents = arriving.contents(reader::start);
    take(0, 1, 2);
    reader.join();
    assertThat(read).containsExactly(text, "two", text);
  }
}
