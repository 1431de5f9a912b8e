"""The Pulumi provider: the engine's calls, answered from the declarations of resource types and functions."""

import logging
import traceback
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from . import configuration, state
from .changes import DEFAULTS, Change, changes, same
from .checks import COMMON, Naming, check, preview_of, region_problems, source_of
from .errors import PartlyMadeError, ProviderError, abort, explain, is_missing
from .journal import Journal, type_of
from .resource import Made, Package, Resource, UnfinishedError
from .schema import UnknownTokenError, inputs_of
from .session import Account, Session
from .wire import (
    MADE_IN_VAIN,
    UNKNOWN,
    Props,
    Unknown,
    decode,
    decode_marked,
    encode,
    has_unknown,
    marked_like,
    secrets_in,
    texts_of,
)

_log = logging.getLogger(__name__)
_MODES: Mapping[int, Any] = {0: "propose", 1: "enforce", 2: "disable"}


class Provider(ResourceProviderServicer):
    """Serves one package in one account.

    The engine opens a connection for each provider instance of a program (the default one and explicit ones), so the
    settings of an instance are kept by connection.
    """

    def __init__(self, package: Package, account: Account, journal: Journal) -> None:
        """Make a provider.

        Args:
            package: The resource types and functions.
            account: The account in the local AWS to act in.
            journal: Remembers what was made.
        """
        self._package = package
        self._account = account
        self._journal = journal
        self._sessions: dict[str, Session] = {}

    # Configuration

    def Handshake(
        self, request: pb.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> pb.ProviderHandshakeResponse:
        """Tell the engine which of the protocol's features are used, as `Configure` does."""
        return pb.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def CheckConfig(self, request: pb.CheckRequest, context: grpc.ServicerContext) -> pb.CheckResponse:
        """Check the settings of a provider instance."""
        settings = configuration.parsed(decode(request.news))
        found = configuration.problems(settings, self._account.account_id)
        failures = [pb.CheckFailure(property=problem.path, reason=problem.reason) for problem in found]
        return pb.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, request: pb.DiffRequest, context: grpc.ServicerContext) -> pb.DiffResponse:
        """Compare the settings of a provider instance; a resource that they would move says so in its own diff."""
        return _difference(changes(decode(request.old_inputs), decode(request.news), {}))

    def Configure(self, request: pb.ConfigureRequest, context: grpc.ServicerContext) -> pb.ConfigureResponse:
        """Take the settings of the provider instance at the other end of this connection."""
        settings = configuration.parsed(decode(request.args))
        self._sessions[context.peer()] = configuration.session(settings, self._account)
        return pb.ConfigureResponse(acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True)

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Return the version, which the engine compares with the program's SDK."""
        return plugin_pb2.PluginInfo(version=self._package.version)

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Accept the engine, which says where it listens itself; this provider has nothing to tell it."""
        return empty_pb2.Empty()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Accept that the deployment is to stop: each call here is short, and ends by itself."""
        return empty_pb2.Empty()

    # Resources

    def Check(self, request: pb.CheckRequest, context: grpc.ServicerContext) -> pb.CheckResponse:
        """Check a resource's inputs; fill in defaults and automatic names."""
        resource = self._resource(request.urn, context)
        naming = Naming(_name(request.urn), request.randomSeed)
        if request.HasField("autonaming"):
            options = request.autonaming
            naming = Naming(naming.resource, naming.seed, options.proposed_name, _MODES[options.mode])
        news = decode(request.news)
        self._session(context, news.get("region"))  # so that a preview, too, tells of a region that is missing
        inputs, found = check(resource, news, decode(request.olds), naming)
        failures = [
            pb.CheckFailure(property=problem.path, reason=f"{problem.path}: {problem.reason}") for problem in found
        ]
        return pb.CheckResponse(inputs=_sealed(inputs, request.news), failures=failures)

    def Diff(self, request: pb.DiffRequest, context: grpc.ServicerContext) -> pb.DiffResponse:
        """Tell what differs between a resource's last inputs and its new ones, and what of it replaces it."""
        resource = self._resource(request.urn, context)
        olds, inputs, news = decode(request.olds), decode(request.old_inputs), decode(request.news)
        # Whether a tag or region came from the resource or the provider makes no difference to AWS.
        plain = [{k: v for k, v in props.items() if k != "region"} for props in (inputs, news)]
        replacing = resource.replaced_by(inputs, news)
        found = [
            replace(change, replace=change.replace or change.property in replacing)
            for change in changes(plain[0], plain[1], resource.properties)
            if not _as_it_is(change.property, resource, inputs, olds, news)
        ]
        aws = self._session(context, news.get("region")).tagging(news)
        if resource.regional and olds.get("region", aws.region) != aws.region:
            found.append(Change("region", "UPDATE", replace=True))
        if resource.taggable and not any(change.property == "tags" for change in found):
            found += changes({"tagsAll": olds.get("tagsAll")}, {"tagsAll": aws.all_tags(news.get("tags"))}, {})
        # The engine keeps ignored changes of the program out of the inputs, but not those that a refresh finds.
        told = [change for change in found if not change.lies_in(request.ignoreChanges)]
        return _difference(told, delete_first=_keeps_its_name(resource, inputs, news))

    def Create(self, request: pb.CreateRequest, context: grpc.ServicerContext) -> pb.CreateResponse:
        """Make a resource; in a preview, tell what can be known of it."""
        resource = self._resource(request.urn, context)
        inputs = decode(request.properties)
        aws = self._session(context, inputs.get("region")).tagging(inputs)
        if request.preview:
            tags: Mapping[str, Any] | Unknown = _tags_in_preview(aws, inputs) if resource.taggable else {}
            expected = preview_of(resource, inputs, tags, aws.region)
            return pb.CreateResponse(properties=_sealed(expected, request.properties))
        try:
            made = resource.create(aws, inputs, aws.all_tags(inputs.get("tags")) if resource.taggable else {})
        except UnfinishedError as unfinished:
            self._journal.made(request.urn, unfinished.id, aws.region)
            changing = {name for name, declared in resource.properties.items() if not declared.replace}
            reason = unfinished.reason
            raise _made_in_part(context, resource, unfinished.id, inputs, changing, reason, request) from reason
        except Exception as error:
            raise self._failed(context, f"creating {resource.token}", error, request.properties) from error
        id, told = (made.id, made.outputs) if isinstance(made, Made) else (made, {})
        self._journal.made(request.urn, id, aws.region)
        outputs = self._finish(resource, aws, id, request, told, context)
        if not context.is_active():  # the engine was killed meanwhile: nobody would ever know of this resource
            resource.take_back(aws, id, outputs)
            self._journal.gone(request.urn, id)
        return pb.CreateResponse(id=id, properties=_sealed(outputs, request.properties))

    def _finish(
        self,
        resource: Resource,
        aws: Session,
        id: str,
        request: pb.CreateRequest,
        told: Props,
        context: grpc.ServicerContext,
    ) -> Props:
        """Set what AWS takes only of a resource that exists, and return the resource's state."""
        inputs = decode(request.properties)
        known = {**inputs, **told}
        later = frozenset(
            name
            for name, declared in resource.properties.items()
            if declared.after_create and not same(inputs.get(name), declared.default)
        )
        try:
            if later:
                resource.update(aws, id, inputs, later)
            seen = resource.read(aws, id, known)
            if seen is None:
                raise ProviderError("it vanished after it was made")
            return state.outputs(resource, aws, inputs, seen)
        except Exception as error:
            raise _made_in_part(context, resource, id, known, later, error, request) from error

    def Read(self, request: pb.ReadRequest, context: grpc.ServicerContext) -> pb.ReadResponse:
        """Return what AWS says of a resource: for refresh, import and `get`."""
        resource = self._resource(request.urn, context)
        known, inputs = decode(request.properties), decode(request.inputs)
        aws = self._session(context, known.get("region") or inputs.get("region")).tagging(inputs)
        try:
            seen = resource.read(aws, request.id, {**known, **inputs})
        except Exception as error:
            if not is_missing(error):
                doing = f"reading {resource.token} {request.id}"
                raise self._failed(context, doing, error, request.properties, request.inputs) from error
            seen = None
        if seen is None:
            return pb.ReadResponse()
        observed = state.observed_inputs(resource, aws, inputs, seen)
        props = state.outputs(resource, aws, observed, seen)
        sources = (request.properties, request.inputs)
        return pb.ReadResponse(id=request.id, properties=_sealed(props, *sources), inputs=_sealed(observed, *sources))

    def Update(self, request: pb.UpdateRequest, context: grpc.ServicerContext) -> pb.UpdateResponse:
        """Change a resource in place."""
        resource = self._resource(request.urn, context)
        olds, inputs, news = decode(request.olds), decode(request.old_inputs), decode(request.news)
        aws = self._session(context, news.get("region")).tagging(news)
        if request.preview:
            known_tags = {"tagsAll": _tags_in_preview(aws, news)} if resource.taggable else {}
            inputs_now = {name: value for name, value in news.items() if name != DEFAULTS}
            dropped = inputs.keys() - news.keys()
            kept = {name: value for name, value in olds.items() if name not in dropped}
            changed = frozenset(change.property for change in changes(inputs, news, resource.properties))
            unknown = dict.fromkeys(resource.unsettled(changed) - inputs_now.keys(), UNKNOWN)
            expected = {**kept, **unknown, **inputs_now, **known_tags}
            return pb.UpdateResponse(properties=_sealed(expected, request.olds, request.news))
        try:
            common = COMMON - resource.properties.keys()
            changed = frozenset(change.property for change in changes(inputs, news, resource.properties)) - common
            changed |= _left_undone(resource, olds, news)
            # Tags first, as the official provider does: an update may change the ARN that they are set by.
            if resource.taggable:
                if "tagsAll" not in olds:  # it was made in part, and no more is known of it than was asked for
                    so_far = resource.read(aws, request.id, {**olds, **news}) or {}
                    olds = {**olds, **so_far, "tagsAll": so_far.get("tags")}
                self._retag(resource, aws, request.id, olds, aws.all_tags(news.get("tags")))
            if changed:
                resource.update(aws, request.id, {**news}, changed)
            seen = resource.read(aws, request.id, {**olds, **news})
        except Exception as error:
            doing = f"updating {resource.token} {request.id}"
            raise self._failed(context, doing, error, request.olds, request.news) from error
        if seen is None:
            gone = ProviderError("it no longer exists; `strongroom-sandbox refresh` brings the state up to date")
            raise self._failed(context, f"updating {resource.token} {request.id}", gone)
        return pb.UpdateResponse(properties=_sealed(state.outputs(resource, aws, news, seen), request.news))

    @staticmethod
    def _retag(resource: Resource, aws: Session, id: str, olds: Props, tags: dict[str, Any]) -> None:
        before: Props = olds.get("tagsAll") or {}
        if removed := sorted(before.keys() - tags.keys()):
            resource.untag(aws, id, olds, removed)
        if added := {key: value for key, value in tags.items() if before.get(key) != value}:
            resource.tag(aws, id, olds, added)

    def Delete(self, request: pb.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Remove a resource; one that is gone already is no error."""
        resource = self._resource(request.urn, context)
        known = decode(request.properties)
        aws = self._session(context, known.get("region"))
        remove = resource.take_back if MADE_IN_VAIN in context.invocation_metadata() else resource.delete
        try:
            remove(aws, request.id, known)
        except Exception as error:
            if not is_missing(error):
                doing = f"deleting {resource.token} {request.id}"
                raise self._failed(context, doing, error, request.properties) from error
        self._journal.gone(request.urn, request.id)
        for type_, prefix in resource.held(request.id):
            self._journal.gone_within(type_, prefix)
        return empty_pb2.Empty()

    # Functions

    def Invoke(self, request: pb.InvokeRequest, context: grpc.ServicerContext) -> pb.InvokeResponse:
        """Answer a function."""
        function = self._package.functions.get(request.tok)
        arguments = {key: value for key, value in decode(request.args).items() if value is not None}
        if function is None:
            message = f"the sandbox does not support the function {request.tok}; add it in {self._folder}"
            raise self._failed(context, "calling", ProviderError(message))
        unsupported = sorted(arguments.keys() - function.arguments - {"region"})
        source = source_of(function.call.__module__)
        failures = [
            pb.CheckFailure(property=name, reason=f"the sandbox does not support {name} of it; add it in {source}")
            for name in unsupported
        ]
        failures += [pb.CheckFailure(property=found.path, reason=found.reason) for found in region_problems(arguments)]
        if failures:
            return pb.InvokeResponse(failures=failures)
        if has_unknown(arguments):
            return pb.InvokeResponse()
        aws = self._session(context, arguments.get("region"))
        try:
            response = pb.InvokeResponse()
            getattr(response, "return").CopyFrom(encode(function.call(aws, arguments)))  # a keyword of Python
            return response
        except Exception as error:
            raise self._failed(context, f"calling {request.tok}", error) from error

    # Helpers

    def _resource(self, urn: str, context: grpc.ServicerContext) -> Resource:
        token = type_of(urn)
        if token in self._package.resources:
            return self._package.resources[token]
        try:
            inputs_of(token)
            message = f"the sandbox does not support {token}; add it in {self._folder}"
        except UnknownTokenError as error:
            message = str(error)
        raise self._failed(context, f"{_name(urn)}", ProviderError(message))

    @property
    def _folder(self) -> str:
        return f"strongroom/sandbox/provider/{self._package.name}/"

    def _session(self, context: grpc.ServicerContext, region: str | None) -> Session:
        """Return the session of the provider instance that calls, in a region of its own or the one named."""
        if context.peer() not in self._sessions:  # gRPC closes a connection that was idle for half an hour
            message = "the connection was idle for so long that it was closed; run the command again"
            raise self._failed(context, "calling the sandbox", ProviderError(message))
        session = self._sessions[context.peer()].in_region(region)
        if self._package.name == "aws" and not session.region:
            raise self._failed(context, "calling the sandbox", ProviderError(_NO_REGION))
        return session

    @staticmethod
    def _failed(context: grpc.ServicerContext, doing: str, error: Exception, *given: struct_pb2.Struct) -> Exception:
        """End the call with an error's explanation, less the secrets in what was given."""
        _log_unexpected(error)
        failure = ProviderError(f"{doing}: {_without_secrets(explain(error), *given)}")
        abort(context, failure)
        return failure


_NO_REGION = "no region is set; `pulumi config set aws:region REGION` sets it for the stack"


def _made_in_part(
    context: grpc.ServicerContext,
    resource: Resource,
    id: str,
    known: Props,
    undone: AbstractSet[str],
    error: Exception,
    request: pb.CreateRequest,
) -> Exception:
    """End the call that made a resource with what failed after that, and the properties that are still to be set."""
    _log_unexpected(error)
    reason = _without_secrets(explain(error), request.properties)
    message = f"{resource.token} {id} was made, but not all of it: {reason}"
    done = {name: value for name, value in known.items() if name not in {*undone, DEFAULTS}}
    made = state.with_secret_outputs(resource, _marked(done, request.properties))
    failure = PartlyMadeError(message, id, made, _marked(decode(request.properties), request.properties))
    abort(context, failure)
    return failure


def _marked(props: Props, *given: struct_pb2.Struct) -> Props:
    """Return properties, secret wherever what the engine gave was secret."""
    marks: Props = {}
    for struct in given:
        marks |= decode_marked(struct)
    if "tags" in marks:
        marks["tagsAll"] = marks["tags"]
    return {name: marked_like(value, marks.get(name)) for name, value in props.items()}


def _sealed(props: Props, *given: struct_pb2.Struct) -> struct_pb2.Struct:
    return encode(_marked(props, *given))


def _without_secrets(text: str, *given: struct_pb2.Struct) -> str:
    secrets = {part for struct in given for secret in secrets_in(decode_marked(struct)) for part in texts_of(secret)}
    for secret in sorted(secrets - {""}, key=len, reverse=True):  # one may be a part of another
        text = text.replace(secret, "[secret]")
    return text


def _log_unexpected(error: Exception) -> None:
    """Log where an error of our own came from; not its message, which may hold a secret."""
    if explain(error).startswith(type(error).__name__):
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("unexpected %s\n%s", type(error).__name__, frames)


def _tags_in_preview(aws: Session, inputs: Props) -> Mapping[str, Any] | Unknown:
    return UNKNOWN if inputs.get("tags") is UNKNOWN else aws.all_tags(inputs.get("tags"))


def _as_it_is(name: str, resource: Resource, inputs: Props, olds: Props, news: Props) -> bool:
    """Tell whether an input that AWS chose so far is now given as AWS has it."""
    declared = resource.properties.get(name)
    if declared is None or not declared.computed or inputs.get(name) is not None:
        return False
    return same(olds.get(name), news.get(name), declared)


def _left_undone(resource: Resource, olds: Props, news: Props) -> frozenset[str]:
    """Return what a resource that was made in part lacks: the engine asks to update it, with the inputs it had."""
    later = {name for name, declared in resource.properties.items() if not declared.replace or declared.after_create}
    return frozenset(later & news.keys() - olds.keys())


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _keeps_its_name(resource: Resource, inputs: Props, news: Props) -> bool:
    """Tell whether a replacement would clash with the resource that it replaces: its name is given, and stays."""
    rules = {name: declared.autoname for name, declared in resource.properties.items()}
    names = [name for name, rule in rules.items() if rule and rule.delete_first]
    kept = [name for name in names if name in news and name not in news.get(DEFAULTS, [])]
    return any(news[name] == inputs.get(name) for name in kept)


_KINDS: Mapping[tuple[str, bool], pb.PropertyDiff.Kind.ValueType] = {
    ("ADD", False): pb.PropertyDiff.ADD,
    ("ADD", True): pb.PropertyDiff.ADD_REPLACE,
    ("DELETE", False): pb.PropertyDiff.DELETE,
    ("DELETE", True): pb.PropertyDiff.DELETE_REPLACE,
    ("UPDATE", False): pb.PropertyDiff.UPDATE,
    ("UPDATE", True): pb.PropertyDiff.UPDATE_REPLACE,
}


def _difference(found: list[Change], *, delete_first: bool = False) -> pb.DiffResponse:
    replaces = sorted({change.property for change in found if change.replace})
    return pb.DiffResponse(
        changes=pb.DiffResponse.DIFF_SOME if found else pb.DiffResponse.DIFF_NONE,
        diffs=sorted({change.property for change in found}),
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and delete_first,
        hasDetailedDiff=True,
        detailedDiff={
            change.path: pb.PropertyDiff(
                kind=_KINDS[change.kind, change.replace], inputDiff=change.property != "tagsAll"
            )
            for change in found
        },
    )
