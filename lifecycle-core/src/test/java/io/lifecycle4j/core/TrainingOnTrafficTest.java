package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was served, and turned out to be true, trains the next version. */
class TrainingOnTrafficTest {
  @TempDir private Path directory;

  private static Flower flower(Random random, boolean small) {
    double size = small ? 1.5 : 5.5;
    return new Flower(size + random.nextGaussian() * 0.3, size / 3, small ? "sand" : "loam");
  }

  @Test
  void leadsToTheNextVersionInProduction() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      Random random = new Random(7);
      List<Flower> flowers = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        flowers.add(flower(random, i % 2 == 0));
      }
      String owned = model.predict("walter", flower(random, true)).id();
      model.recordGroundTruth(owned, "setosa");
      Map<String, String> truth = new LinkedHashMap<>();
      for (Prediction<String> prediction : model.predict(flowers)) {
        truth.put(prediction.id(), truth.size() % 2 == 0 ? "setosa" : "virginica");
      }
      model.recordGroundTruth(truth);
      model.predict(Flowers.SETOSA); // nobody knows what it was

      DatasetVersion traffic =
          home.datasets()
              .dataset("traffic")
              .snapshot(model.predictions().where("version = 1").toSource())
              .commit();
      assertThat(traffic.rows().schema().columns())
          .extracting(Column::name)
          .containsExactly("length", "width", "soil", "species");
      assertThat(traffic.summary().rows()).isEqualTo(121);
      ModelVersion next = model.train(traffic.split(Flowers.PLAN));
      model.promote(next, ALICE, "Trained on the traffic of version 1");
      assertThat(next.manifest().provenance().data()).isEqualTo(traffic.ref());
      assertThat(model.predict(Flowers.VIRGINICA).value()).isEqualTo("virginica");
      assertThat(model.predict(Flowers.VIRGINICA).version()).hasValue(2);

      ErasureReport report = model.predictions().erase("walter", ALICE, "Asked by Walter");
      assertThat(report.holders())
          .as("what learned from the erased input")
          .hasSize(3)
          .contains("dataset traffic:1: rows made of it")
          .anyMatch(holder -> holder.matches("run [0-9a-z]{16}: its metrics and files"))
          .anyMatch(holder -> holder.matches("model species:2: weights, .*golden rows.*"));
      assertThat(report.toString()).contains("not known here: backups, exports");
    }
  }

  @Test
  void isNotCommittedIfSomeIsErasedWhileItIsRead() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      Random random = new Random(7);
      for (int i = 0; i < 400; i++) {
        String id = model.predict("meadow " + i, flower(random, true)).id();
        model.recordGroundTruth(id, "setosa");
      }
      Source source = model.predictions().toSource();
      NamedContent rows = source.files().get(0);
      Content erasing = out -> rows.content().writeTo(new ErasingStream(out, model));
      Source read =
          new Source(
              source.format(),
              List.of(new NamedContent(rows.name(), erasing)),
              source.schema().orElseThrow());
      Dataset traffic = home.datasets().dataset("traffic");
      assertThatThrownBy(() -> traffic.snapshot(read).commit())
          .isInstanceOf(ConflictException.class)
          .hasMessageEndingWith(" as a source: some were erased meanwhile (read again)");
      assertThat(traffic.snapshot(source).commit().summary().rows()).isEqualTo(399);
    }
  }

  @Test
  void isNotCommittedIfSomeIsErasedAfterItWasRead() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      model.recordGroundTruth(model.predict("meadow 0", Flowers.SETOSA).id(), "setosa");
      model.recordGroundTruth(model.predict("meadow 1", Flowers.SETOSA).id(), "setosa");
      Dataset traffic = home.datasets().dataset("traffic");
      Source source = model.predictions().toSource();
      AtomicBoolean erased = new AtomicBoolean();
      Snapshot erasing =
          traffic
              .snapshot(source)
              .onProgress(
                  progress -> {
                    if (progress.phase() == DataProgress.Phase.COMMITTING && !erased.get()) {
                      erased.set(true);
                      model.predictions().erase("meadow 0", ALICE, "Asked by the owner");
                    }
                  });
      assertThatThrownBy(erasing::commit)
          .isInstanceOf(ConflictException.class)
          .hasMessageEndingWith(" as a source: some were erased meanwhile (read again)");
      assertThat(traffic.versions()).isEmpty();
      assertThat(traffic.snapshot(source).commit().summary().rows()).isEqualTo(1);
    }
  }

  @Test
  void isPurgedIfSomeIsErasedBetweenTheLastLookAndItsEntry() {
    BeforeAppend medium = new BeforeAppend(Media.file(directory.resolve("home")));
    try (Lifecycle home = Flowers.in(medium);
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      model.recordGroundTruth(model.predict("meadow 0", Flowers.SETOSA).id(), "setosa");
      model.recordGroundTruth(model.predict("meadow 1", Flowers.SETOSA).id(), "setosa");
      Dataset traffic = home.datasets().dataset("traffic");
      Source source = model.predictions().toSource();
      medium.doing =
          () -> {
            ErasureReport report = model.predictions().erase("meadow 0", ALICE, "Asked to");
            assertThat(report.holders()).as("it is not there yet").isEmpty();
          };
      assertThatThrownBy(traffic.snapshot(source)::commit)
          .isInstanceOf(ConflictException.class)
          .hasMessageEndingWith(" as a source: some were erased meanwhile (read again)");
      DatasetVersion held = traffic.version(1);
      assertThat(held.findPurge().orElseThrow().reason())
          .isEqualTo("Its source changed while it was committed");
      assertThatThrownBy(() -> held.rows().forEach(row -> {}))
          .isInstanceOf(PurgedDataException.class);
      assertThat(traffic.snapshot(source).commit().summary().rows()).isEqualTo(1);
    }
  }

  /** Something happens just before the next entry of datasets is written. */
  private static final class BeforeAppend extends ForwardingMedium {
    private @Nullable Runnable doing;

    BeforeAppend(Medium inner) {
      super(inner);
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      Object result = super.call(target, method, arguments);
      return method.getName().equals("shared") && arguments[0].equals("datasets")
          ? Proxy.newProxyInstance(
              Journal.class.getClassLoader(),
              new Class<?>[] {Journal.class},
              (proxy, called, given) -> {
                Runnable now = doing;
                if (called.getName().equals("append") && now != null) {
                  doing = null;
                  now.run();
                }
                return super.call(
                    requireNonNull(result), called, given == null ? new Object[0] : given);
              })
          : result;
    }
  }

  /** A predicted flower is erased before the first bytes of a source are stored. */
  private static final class ErasingStream extends FilterOutputStream {
    private final ManagedModel<Flower, String> model;
    private boolean erased;

    ErasingStream(OutputStream out, ManagedModel<Flower, String> model) {
      super(out);
      this.model = model;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (!erased) {
        erased = true;
        model.predictions().erase("meadow 0", ALICE, "Asked by the owner");
      }
      out.write(bytes, from, length);
    }
  }

  @Test
  void leavesOutWhatIsNotLabelledOrNotLogged() {
    try (Lifecycle home = Flowers.in(directory)) {
      for (LoggedInputs logged : List.of(LoggedInputs.none(), LoggedInputs.all())) {
        try (ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").loggedInputs(logged).open()) {
          model.recordGroundTruth(model.predict(Flowers.SETOSA).id(), "virginica");
          model.predict(Flowers.SETOSA);
        }
      }
      try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
        DatasetVersion traffic =
            home.datasets().dataset("traffic").snapshot(model.predictions().toSource()).commit();
        List<String> rows = new ArrayList<>();
        traffic.rows().forEach(row -> rows.add(row.toString()));
        assertThat(rows)
            .containsExactly("Row[length=1.5, width=0.3, soil='sand', species='virginica']");
        assertThat(traffic.rows().schema().column(0).type()).isEqualTo(DataType.FLOAT64);
      }
    }
  }

  @Test
  void leavesOutAColumnThatIsPrivateInTheDataOfAVersion() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.commitPrivate(home, "length").split(Flowers.PLAN));
      model.recordGroundTruth(model.predict(Flowers.SETOSA).id(), "virginica");
      DatasetVersion traffic =
          home.datasets().dataset("traffic").snapshot(model.predictions().toSource()).commit();
      List<String> rows = new ArrayList<>();
      traffic.rows().forEach(row -> rows.add(row.toString()));
      assertThat(rows).containsExactly("Row[width=0.3, soil='sand', species='virginica']");
    }
  }

  @Test
  void saysWhyNoRowIsLeft() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      model.predict(List.of(Flowers.SETOSA, Flowers.VIRGINICA));
      Snapshot nothing =
          home.datasets().dataset("traffic").snapshot(model.predictions().toSource());
      assertThatThrownBy(nothing::commit)
          .isInstanceOf(InvalidDataException.class)
          .hasMessage(
              "Cannot read Predictions[species] as a source: no rows (needs at least 1); left out:"
                  + " {without ground truth=2}");
    }
  }
}
