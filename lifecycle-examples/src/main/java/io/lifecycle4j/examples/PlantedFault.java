package io.lifecycle4j.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Faults between a sensor and a file, to be planted in a copy of a file. */
enum PlantedFault {
  /** One supplier changed from Fahrenheit to Celsius. */
  SHIFTED_UNIT("temperatures in Celsius") {
    @Override
    List<String> plant(List<String> lines) {
      List<String> faulty = lines;
      for (String column : List.of("temp_min", "temp", "temp_max")) {
        faulty = change(faulty, column, cell -> String.valueOf((number(cell) - 32) * 5 / 9));
      }
      return faulty;
    }
  },
  /** The columns of a new export are in another order, under the old header. */
  SWAPPED_COLUMNS("lowest and highest temperature swapped") {
    @Override
    List<String> plant(List<String> lines) {
      int low = place(lines, "temp_min");
      int high = place(lines, "temp_max");
      List<String> faulty = new ArrayList<>(List.of(lines.get(0)));
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",", -1);
        String cell = cells[low];
        cells[low] = cells[high];
        cells[high] = cell;
        faulty.add(String.join(",", cells));
      }
      return faulty;
    }
  },
  /** A station stopped sending. */
  NULLS("humidity missing on each tenth day") {
    @Override
    List<String> plant(List<String> lines) {
      int[] row = {0};
      return change(lines, "humidity", cell -> row[0]++ % 10 == 0 ? "" : cell);
    }
  },
  /** A job ran twice. */
  DUPLICATED_DAYS("the last week twice") {
    @Override
    List<String> plant(List<String> lines) {
      List<String> faulty = new ArrayList<>(lines);
      faulty.addAll(lines.subList(lines.size() - 7, lines.size()));
      return faulty;
    }
  },
  /** A sensor is stuck. */
  CONSTANT_COLUMN("the same wind on every day") {
    @Override
    List<String> plant(List<String> lines) {
      return change(lines, "wind", cell -> "7.5");
    }
  };

  private final String words;

  PlantedFault(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Returns the lines of a CSV file with the fault. */
  abstract List<String> plant(List<String> lines);

  private static List<String> change(
      List<String> lines, String column, UnaryOperator<String> change) {
    int place = place(lines, column);
    List<String> changed = new ArrayList<>(List.of(lines.get(0)));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      cells[place] = change.apply(cells[place]);
      changed.add(String.join(",", cells));
    }
    return changed;
  }

  private static int place(List<String> lines, String column) {
    return List.of(lines.get(0).replace("\"", "").split(",")).indexOf(column);
  }

  private static double number(String cell) {
    return Double.parseDouble(cell);
  }
}
