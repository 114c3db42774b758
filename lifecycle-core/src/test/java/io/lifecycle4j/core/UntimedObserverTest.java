package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class UntimedObserverTest {
  @Test
  void hearsOfRowsWithoutTheTimeOfStages() {
    List<List<Long>> ran = new CopyOnWriteArrayList<>();
    try (Lifecycle home =
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .observer(
                    (operation, subject) ->
                        new Observation() {
                          @Override
                          public boolean timesStages() {
                            return false;
                          }

                          @Override
                          public void ran(int rows, long prepare, long run, long decode) {
                            ran.add(List.of((long) rows, prepare, run, decode));
                          }

                          @Override
                          public void stop(ObservedSubject end) {}

                          @Override
                          public void error(ObservedSubject end, Throwable failure) {}
                        })
                .open();
        ManagedModel<Flower, String> model =
            Flowers.plain(home).serving(flower -> "setosa").open()) {
      model.predict(List.of(SETOSA, SETOSA));
    }
    assertThat(ran).containsExactly(List.of(2L, 0L, 0L, 0L));
  }
}
