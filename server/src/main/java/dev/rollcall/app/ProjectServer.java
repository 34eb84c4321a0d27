package dev.rollcall.app;

import dev.rollcall.api.neon.ProjectRooms;
import dev.rollcall.api.neon.ProjectStatus;
import dev.rollcall.api.webhook.WebhookDoor.Delivery;
import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.feed.FeedView;
import dev.rollcall.feed.Followers;
import dev.rollcall.feed.hook.Webhooks;
import dev.rollcall.inbox.GroupCommit;
import dev.rollcall.inbox.Inbox;
import dev.rollcall.inbox.InboxUnavailableException;
import dev.rollcall.inbox.InboxView;
import dev.rollcall.inbox.NewEntry;
import dev.rollcall.inbox.Puller;
import dev.rollcall.jobs.Leases;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.Pools;
import dev.rollcall.project.Project;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Reach;
import dev.rollcall.reconcile.Reconciler;
import dev.rollcall.sync.FilteredConnector;
import dev.rollcall.sync.ProjectSync;
import dev.rollcall.sync.UsersView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// One project at work: its rooms, put together over its database, and the loops that keep it
/// going.
final class ProjectServer {
  /// How troubles are called that are the provider's.
  static final String PROVIDER = "provider ";

  private static final int MERGE_AT_ONCE = 4_000;
  private final AtomicReference<Project> project;
  private final Database database;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Connector> connector = new AtomicReference<>();
  private final Leases leases;
  private final Troubles troubles;
  private final ProjectMetrics metrics;
  private final ProjectSync sync;
  private final Reconciler reconciler;
  private final ComparisonLoop comparisons;
  private final GroupCommit groupCommit;
  private final Followers followers;
  private final Webhooks webhooks;
  private final Agenda agenda;
  private final Loops loops;
  private final Loop apply;
  private final Loop number;
  private final Loop lookUp;
  private final Loop pull;
  private final Loop compare;
  private final Loop tell;

  ProjectServer(
      Project project,
      DataSource source,
      Function<Database, Leases> leasesMaker,
      Schedule schedule,
      InstantSource clock,
      ProjectWorks.WebhooksMaker webhooksMaker,
      ProjectMetrics metrics) {
    this.project = new AtomicReference<>(project);
    this.clock = clock;
    this.troubles = new Troubles(this::recovered);
    this.loops = new Loops(project.id().value(), troubles);
    Database unwatched = new Database(source);
    this.agenda =
        new Agenda(loops, unwatched, schedule.rest(), clock, () -> Pools.giveBack(source));
    this.database = unwatched.watchedBy(agenda);
    this.leases = leasesMaker.apply(unwatched);
    this.metrics = metrics;
    Inbox inbox = new Inbox(metrics, schedule.fail());
    this.sync =
        ProjectSync.of(
            database,
            inbox,
            project.table(),
            project.removeDeleted(),
            () -> project().fields(),
            this::speaker,
            clock);
    this.reconciler =
        new Reconciler(
            database,
            project.table(),
            () -> FilteredConnector.over(speaker(), project().fields()),
            sync,
            clock,
            MERGE_AT_ONCE);
    this.comparisons =
        new ComparisonLoop(
            reconciler,
            leases,
            connector::get,
            () -> project().connectedAt(),
            schedule.compareEvery(),
            metrics::compared,
            clock);
    this.followers = new Followers(new FeedView(database));
    this.webhooks = webhooksMaker.make(database, this::changed);
    Loop store = loops.add("store", this::storeNext);
    this.groupCommit = new GroupCommit(database, inbox, clock, store::wake, this::stored);
    Applying applying =
        new Applying(
            this::connector, sync, database, followers, groupCommit, this::changed, this::stored);
    this.apply = agenda.add(loops.add("apply", applying::applyNext), applying::due);
    this.number = agenda.add(loops.add("number", applying::numberNext), applying::numberDue);
    this.lookUp = agenda.add(loops.add("look up", applying::lookUpNext), applying::lookUpDue);
    PullLoop pulls =
        new PullLoop(
            new Puller(database, inbox, clock),
            leases,
            connector::get,
            troubles,
            project.id(),
            this::stored,
            agenda::lookEvery);
    this.pull = loops.add("pull", pulls::next);
    agenda.eachTime(pulls::check);
    this.compare = agenda.add(loops.add("compare", comparisons::next), comparisons::due);
    this.tell =
        agenda.add(
            loops.add("tell", () -> Loop.again(webhooks.dispatcher().sendNext() > 0)),
            webhooks.dispatcher()::due);
    loops.add(
        "clean",
        new Cleaning(
                leases,
                quiet(),
                inbox,
                sync,
                webhooks.messages(),
                schedule.keepEvents(),
                agenda::cleanEvery,
                clock)
            ::next);
    loops.add("keep", this::keepNext);
  }

  void start() {
    loops.start();
  }

  /// Has another loop begin and end with the project.
  Loop also(String name, Loop.Step step) {
    return loops.add(name, step);
  }

  /// The same for one that only waits until it is woken.
  Loop also(String name, Loop.Step step, Agenda.Due due) {
    return agenda.add(also(name, step), due);
  }

  Agenda agenda() {
    return agenda;
  }

  void stop() {
    comparisons.stop();
    loops.stop();
    webhooks.dispatcher().close();
    leases.giveBack();
    Pools.close(database.source());
  }

  /// Gives the project another connector, or none; what is under way ends with the one before.
  void use(Project changed, @Nullable Connector fresh) {
    project.set(changed);
    connector.set(fresh);
    agenda.look();
    pull.wake();
  }

  /// Takes over what another server did until now.
  void takeOver() {
    // A lease may outlast its holder by a moment.
    agenda.worked();
    agenda.look();
    pull.wake();
  }

  Project project() {
    return project.get();
  }

  Optional<Connector> connector() {
    return Optional.ofNullable(connector.get());
  }

  /// The built-in provider, over this project's database.
  BuiltInConnector builtIn() {
    return new BuiltInConnector(database, clock);
  }

  Database database() {
    return database;
  }

  /// The same for what does not keep the project awake.
  Database quiet() {
    return database.watchedBy(agenda.quiet());
  }

  ProjectSync sync() {
    return sync;
  }

  Delivery delivery() {
    return new Delivery(connector(), this::receive);
  }

  /// Has a comparison begin at once.
  void compareAnew() {
    comparisons.dueAtOnce();
    compare.wake();
  }

  ProjectRooms rooms() {
    return new ProjectRooms(
        project(),
        new UsersView(database, project().table()),
        sync.needed(),
        sync.rewrite(),
        new InboxView(database),
        new FeedView(database),
        followers,
        webhooks,
        reconciler,
        this::stored,
        this::status);
  }

  ProjectStatus status() {
    return new ProjectStatus(
        troubles.current(), connector().map(Connector::reach).orElse(null), metrics.counted());
  }

  /// Whether it is this server that asks the provider for news, or nobody needs to.
  boolean asksProvider() {
    return connector().map(Connector::reach).map(Reach::pullEvery).isEmpty()
        || leases.holds(PullLoop.LEASE);
  }

  private Connector speaker() {
    return connector().orElseThrow(() -> new NotConnectedException(project().id()));
  }

  /// The provider may not deliver again what we could not store.
  private boolean receive(NewEntry entry) {
    try {
      return groupCommit.receive(entry);
    } catch (InboxUnavailableException notStored) {
      if (notStored.getCause() instanceof DatabaseException) {
        comparisons.dueAtOnce();
      }
      throw notStored;
    }
  }

  private void stored() {
    apply.wake();
  }

  /// After an outage nobody knows what was missed: pull and compare at once.
  private void recovered(String what) {
    apply.wake();
    pull.wake();
    comparisons.recovered(what);
    agenda.look();
  }

  private Duration storeNext() {
    return Loop.again(groupCommit.storeNext());
  }

  private void changed() {
    lookUp.wake();
    number.wake();
    tell.wake();
  }

  /// Says that we live, so that no other server takes over what we have begun.
  private Duration keepNext() {
    leases.renew();
    sync.lookups().renew();
    webhooks.dispatcher().renew();
    return Leases.RENEW_EVERY;
  }
}
