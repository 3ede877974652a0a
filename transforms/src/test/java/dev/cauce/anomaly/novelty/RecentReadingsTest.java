package dev.cauce.anomaly.novelty;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.Test;

public class RecentReadingsTest {
  @Test
  public void windows_ofACount_areThoseOfTheLastReadings() {
    RecentReadings readings = new RecentReadings();
    for (int i = 1; i <= 1000; i++) {
      readings.add(i);
    }

    assertThat(readings.last(), equalTo(1000.0));
    assertThat(readings.mean(0), equalTo(998.5)); // 997 to 1000
    assertThat(readings.mean(4), equalTo(968.5)); // 937 to 1000
    assertThat(readings.deviation(0), closeTo(Math.sqrt(1.25), 1e-12));
    assertThat(readings.change(0), equalTo(4.0));
    assertThat(readings.change(4), equalTo(64.0));
  }

  @Test
  public void windows_beforeTheyAreFull_takeTheFirstReadingForThoseMissing() {
    RecentReadings readings = new RecentReadings();
    readings.add(8);
    assertThat(readings.mean(0), equalTo(8.0));
    assertThat(readings.deviation(4), equalTo(0.0));
    assertThat(readings.change(2), equalTo(0.0));

    readings.add(12);
    assertThat(readings.mean(0), equalTo(9.0));
    assertThat(readings.change(0), equalTo(1.0));
  }

  @Test
  public void windows_afterAHugeReading_areExactAgain() {
    RecentReadings readings = new RecentReadings();
    readings.add(1e150);
    for (int i = 0; i < 128; i++) {
      readings.add(i % 2);
    }

    assertThat(readings.mean(4), equalTo(0.5));
    assertThat(readings.deviation(4), equalTo(0.5));
    assertThat(readings.change(4), equalTo(0.0));
  }

  @Test
  public void read_beforeTheNextReading_knowsTheWindows() throws IOException {
    RecentReadings readings = new RecentReadings();
    for (int i = 1; i <= 1000; i++) {
      readings.add(i);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    readings.write(new DataOutputStream(bytes));
    RecentReadings read = new RecentReadings();
    read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(read.last(), equalTo(1000.0));
    assertThat(read.mean(0), equalTo(998.5));
    assertThat(read.change(4), equalTo(64.0));
  }
}
