package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.FastTemporaryDirectory;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever happens to a journal, it is a list of batches with the end cut off at worst. */
class JournalProperties {
  private Path home = Path.of("");

  @BeforeTry
  void makeHome() throws IOException {
    home = FastTemporaryDirectory.create("journal-");
  }

  @AfterTry
  void deleteHome() throws IOException {
    List<Path> paths = new ArrayList<>(Tree.paths(home));
    paths.sort(Comparator.reverseOrder());
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  /** Something that happens to a journal. */
  private interface Step {
    void run(Model model) throws IOException;
  }

  /** The journal, and the list that it should be. */
  private static final class Model implements AutoCloseable {
    private final Path home;
    private final List<Batch> batches = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private Medium medium;
    private Journal journal;

    /** Another process, which remembers positions whatever happens to this one. */
    private final Medium reader;

    Model(Path home) {
      this.home = home;
      open();
      this.reader = SmallSegments.open(home, 64);
    }

    private void open() {
      medium = Media.file(home);
      journal = medium.journals().shared("log");
    }

    private long sequence() {
      return batches.stream().mapToLong(batch -> batch.payloads().size()).sum();
    }

    void append(Batch batch) throws IOException {
      assertThat(journal.append(batch)).isEqualTo(sequence() + batch.payloads().size());
      batches.add(batch);
      ends.add(Files.size(Tree.journal(home, "log")));
    }

    void appendAgain(int index) {
      if (!batches.isEmpty()) {
        int at = index % batches.size();
        long sequence =
            batches.subList(0, at + 1).stream().mapToLong(b -> b.payloads().size()).sum();
        assertThat(journal.append(batches.get(at))).isEqualTo(sequence);
      }
    }

    void conflict(Batch batch) {
      Batch early = new Batch(batch.token(), sequence() + 1, batch.payloads(), batch.durability());
      assertThatThrownBy(() -> journal.append(early)).isInstanceOf(ConflictException.class);
    }

    void reopen() {
      medium.close();
      open();
    }

    /** A power cut that takes bytes of the end which nothing proves. */
    void crash(int bytes) throws IOException {
      Tree.kill(home, medium);
      if (!batches.isEmpty()) {
        Path file = Tree.journal(home, "log");
        long size = Math.max(proven(), Files.size(file) - bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(size);
        }
        while (!ends.isEmpty() && ends.get(ends.size() - 1) > size) {
          ends.remove(ends.size() - 1);
          batches.remove(batches.size() - 1);
        }
      }
      open();
    }

    private long proven() throws IOException {
      JournalIdentity identity =
          new JournalIdentity(Home.open(home, Set.of(), List.of()).store(), "log");
      Head head = new JournalDirectory(home, identity).head();
      return Objects.requireNonNull(head, "head").active().length();
    }

    /** A crash that leaves noise behind the last batch. */
    void litter(byte[] noise) throws IOException {
      Tree.kill(home, medium);
      if (!batches.isEmpty()) {
        Files.write(Tree.journal(home, "log"), noise, StandardOpenOption.APPEND);
      }
      open();
    }

    void check() {
      List<byte[]> wanted = batches.stream().flatMap(b -> b.payloads().stream()).toList();
      List<JournalEntry> entries = journal.read(1);
      assertThat(entries).hasSameSizeAs(wanted);
      for (int i = 0; i < wanted.size(); i++) {
        assertThat(entries.get(i).sequence()).isEqualTo(i + 1);
        assertThat(entries.get(i).payload()).isEqualTo(wanted.get(i));
      }
      assertThat(journal.sequence()).isEqualTo(wanted.size());
      if (!wanted.isEmpty()) {
        checkReader(wanted);
      }
    }

    private void checkReader(List<byte[]> wanted) {
      JournalStore read = reader.journals();
      assertThat(read.state("log").orElseThrow().sequence()).isEqualTo(wanted.size());
      for (int from : new int[] {wanted.size(), 1 + wanted.size() / 2}) {
        assertThat(read.read("log", from))
            .extracting(JournalEntry::payload)
            .containsExactlyElementsOf(wanted.subList(from - 1, wanted.size()));
      }
    }

    @Override
    public void close() {
      reader.close();
      medium.close();
    }
  }

  @Property(tries = 150)
  void isAListOfBatches(@ForAll("steps") List<Step> steps) throws IOException {
    try (Model model = new Model(home)) {
      for (Step step : steps) {
        step.run(model);
        model.check();
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> append = batch().map(batch -> model -> model.append(fresh(batch)));
    Arbitrary<Step> again = Arbitraries.integers().between(0, 20).map(i -> m -> m.appendAgain(i));
    Arbitrary<Step> conflict = batch().map(batch -> model -> model.conflict(fresh(batch)));
    Arbitrary<Step> reopen = Arbitraries.just(Model::reopen);
    Arbitrary<Step> crash = Arbitraries.integers().between(0, 120).map(n -> m -> m.crash(n));
    Arbitrary<Step> litter = payload().map(noise -> model -> model.litter(noise));
    return Arbitraries.frequencyOf(
            Tuple.of(6, append),
            Tuple.of(2, again),
            Tuple.of(1, conflict),
            Tuple.of(1, reopen),
            Tuple.of(2, crash),
            Tuple.of(1, litter))
        .list()
        .ofMaxSize(25);
  }

  private static Batch fresh(Batch batch) {
    return new Batch(Fixtures.token(), batch.expected(), batch.payloads(), batch.durability());
  }

  private static Arbitrary<Batch> batch() {
    return Combinators.combine(
            payload().list().ofMinSize(1).ofMaxSize(3), Arbitraries.of(Durability.class))
        .as((payloads, durability) -> new Batch(Fixtures.token(), Batch.ANY, payloads, durability));
  }

  private static Arbitrary<byte[]> payload() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
  }
}
