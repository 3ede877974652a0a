package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LeaseTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final AtomicLong clock = new AtomicLong(1_000_000);
  private StateFiles files;

  @Before
  public void directory() {
    files = StateFiles.in(folder.getRoot().toString());
  }

  @Test
  public void take_freeDirectory_isOursWithTheTimeAsItsNumber() throws IOException {
    Lease lease = Lease.take(files, clock::get);

    assertThat(lease.run(), equalTo(1_000_000L));
    assertThat(lease.isOurs(), is(true));
    assertThat(lease.renew(), is(true));
  }

  @Test
  public void take_heldByALivingProcess_isRefusedNamingIt() throws IOException {
    Lease unused = Lease.take(files, clock::get);
    clock.addAndGet(14_999);

    Exception held = assertThrows(Lease.HeldException.class, () -> Lease.take(files, clock::get));

    assertThat(
        held.getMessage(),
        allOf(
            containsString("is in use by process " + ProcessHandle.current().pid() + " on "),
            containsString("stop that run, or use another directory")));
  }

  @Test
  public void take_holderWithoutASignOfLifeForFifteenSeconds_isFollowedByAHigherNumber()
      throws IOException {
    Lease old = Lease.take(files, clock::get);
    clock.addAndGet(15_000);

    Lease next = Lease.take(files, clock::get);

    assertThat(next.run(), equalTo(1_015_000L));
    assertThat(old.isOurs(), is(false));
    assertThat(old.renew(), is(false));
    assertThat(next.isOurs(), is(true));
  }

  @Test
  public void take_renewedHolder_isHeldFromThen() throws IOException {
    Lease lease = Lease.take(files, clock::get);
    clock.addAndGet(14_000);
    assertThat(lease.renew(), is(true));
    clock.addAndGet(14_000);

    assertThrows(Lease.HeldException.class, () -> Lease.take(files, clock::get));
  }

  @Test
  public void take_holderWhoseProcessIsGone_isFollowedAtOnce() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Lease mine = Lease.take(files, clock::get);
    String content = new String(files.read("lease.json"), UTF_8);
    files.replace(
        "lease.json",
        content
            .replace("\"pid\":" + ProcessHandle.current().pid(), "\"pid\":" + gone.pid())
            .getBytes(UTF_8));

    Lease next = Lease.take(files, clock::get);

    assertThat(next.run(), equalTo(mine.run() + 1));
  }

  @Test
  public void take_holderOnAnotherMachine_isHeldUntilItExpires() throws IOException {
    Lease mine = Lease.take(files, clock::get);
    String content = new String(files.read("lease.json"), UTF_8);
    files.replace(
        "lease.json",
        content
            .replaceFirst("\"host\":\"[^\"]*\"", "\"host\":\"elsewhere\"")
            .replaceFirst("\"pid\":[0-9]+", "\"pid\":999999999")
            .getBytes(UTF_8));

    assertThrows(Lease.HeldException.class, () -> Lease.take(files, clock::get));
    assertThat(mine.isOurs(), is(false));
    clock.addAndGet(15_000);
    assertThat(Lease.take(files, clock::get).isOurs(), is(true));
  }

  @Test
  public void release_ofOurs_isFreeAtOnceAndNumbersGoOn() throws IOException {
    Lease first = Lease.take(files, clock::get);
    first.release();

    assertThat(Lease.take(files, clock::get).run(), equalTo(first.run() + 1));
  }

  @Test
  public void release_ofOneThatWasTakenOver_leavesItAlone() throws IOException {
    Lease old = Lease.take(files, clock::get);
    clock.addAndGet(15_000);
    Lease next = Lease.take(files, clock::get);

    old.release();

    assertThat(next.isOurs(), is(true));
    assertThrows(Lease.HeldException.class, () -> Lease.take(files, clock::get));
  }
}
