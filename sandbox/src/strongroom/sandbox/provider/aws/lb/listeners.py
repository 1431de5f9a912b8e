"""Listeners and their further certificates."""

from typing import Any, Final

from ...resource import CHOSEN, EVERYTHING, PLAIN, REPLACES, Property, Resource, only
from ...session import Session
from ...wire import Props
from ..translate import request, told
from .actions import ACTIONS, asked_actions, told_actions
from .common import LbResource, attribute_dict, attribute_list, tagged, tags_of, told_attributes

_ANSWERS: Final = {
    "AccessControlAllowCredentials": "access_control_allow_credentials",
    "AccessControlAllowHeaders": "access_control_allow_headers",
    "AccessControlAllowMethods": "access_control_allow_methods",
    "AccessControlAllowOrigin": "access_control_allow_origin",
    "AccessControlExposeHeaders": "access_control_expose_headers",
    "AccessControlMaxAge": "access_control_max_age",
    "ContentSecurityPolicy": "content_security_policy",
    "StrictTransportSecurity": "strict_transport_security",
    "XContentTypeOptions": "x_content_type_options",
    "XFrameOptions": "x_frame_options",
}
_REQUESTS: Final = {
    "MtlsClientcert": "mtls_clientcert",
    "MtlsClientcertIssuer": "mtls_clientcert_issuer",
    "MtlsClientcertLeaf": "mtls_clientcert_leaf",
    "MtlsClientcertSerialNumber": "mtls_clientcert_serial_number",
    "MtlsClientcertSubject": "mtls_clientcert_subject",
    "MtlsClientcertValidity": "mtls_clientcert_validity",
    "TlsCipherSuite": "tls_cipher_suite",
    "TlsVersion": "tls_version",
}
_ATTRIBUTES: Final = {
    "tcpIdleTimeoutSeconds": "tcp.idle_timeout.seconds",
    "routingHttpResponseServerEnabled": "routing.http.response.server.enabled",
    **{
        f"routingHttpResponse{ours}HeaderValue": f"routing.http.response.{key}.header_value"
        for ours, key in _ANSWERS.items()
    },
    **{
        f"routingHttpRequestXAmzn{ours}HeaderName": f"routing.http.request.x_amzn_{key}.header_name"
        for ours, key in _REQUESTS.items()
    },
}


class Listener(LbResource):
    """A port of a load balancer."""

    token = "aws:lb/listener:Listener"
    properties = {
        "loadBalancerArn": REPLACES,
        "port": PLAIN,
        "protocol": CHOSEN,
        "sslPolicy": CHOSEN,
        "certificateArn": PLAIN,
        "alpnPolicy": PLAIN,
        "defaultActions": ACTIONS,
        "mutualAuthentication": Property(computed=True, partial=True, nested=EVERYTHING),
        **dict.fromkeys(_ATTRIBUTES, Property(computed=True, after_create=True)),
    }

    def _asked(self, aws: Session, props: Props) -> dict[str, Any]:
        """Return what a listener is made of or changed to, less its load balancer."""
        asked: Props = {ours: props.get(ours) for ours in ("port", "protocol", "sslPolicy", "mutualAuthentication")}
        if certificate := props.get("certificateArn"):
            asked["certificates"] = [{"certificateArn": certificate}]
        if policy := props.get("alpnPolicy"):
            asked["alpnPolicy"] = [policy]
        call = request(aws, "elbv2", "ModifyListenerInput", asked)
        return {**call, "DefaultActions": asked_actions(aws, props["defaultActions"])}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the listener."""
        made = aws.client("elbv2").create_listener(
            LoadBalancerArn=props["loadBalancerArn"], **self._asked(aws, props), **tagged(tags)
        )
        return made["Listeners"][0]["ListenerArn"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the listener."""
        elb = aws.client("elbv2")
        found = only(elb.describe_listeners(ListenerArns=[id])["Listeners"])
        attributes = attribute_dict(elb.describe_listener_attributes(ListenerArn=id)["Attributes"])
        secure = found.get("Protocol") in ("HTTPS", "TLS")
        return {
            "arn": id,
            "loadBalancerArn": found["LoadBalancerArn"],
            "port": found.get("Port"),
            "protocol": found.get("Protocol") or None,
            "sslPolicy": found.get("SslPolicy") if secure else None,
            "certificateArn": next((one["CertificateArn"] for one in found.get("Certificates", [])), None),
            "alpnPolicy": next(iter(found.get("AlpnPolicy", [])), None),
            "mutualAuthentication": told(self.token, "mutualAuthentication", found.get("MutualAuthentication")),
            "defaultActions": told_actions(self.token, "defaultActions", found["DefaultActions"], known),
            **told_attributes(self.token, attributes, _ATTRIBUTES),
            "tags": tags_of(aws, id),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the listener; a header whose value is taken away is as AWS has it by itself."""
        elb = aws.client("elbv2")
        if changed - _ATTRIBUTES.keys():
            elb.modify_listener(ListenerArn=id, **self._asked(aws, props))
        attributes = attribute_list(props, {ours: key for ours, key in _ATTRIBUTES.items() if ours in changed})
        if attributes:
            elb.modify_listener_attributes(ListenerArn=id, Attributes=attributes)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the listener."""
        aws.client("elbv2").delete_listener(ListenerArn=id)


class ListenerCertificate(Resource):
    """A further certificate of a listener. Its id names both."""

    token = "aws:lb/listenerCertificate:ListenerCertificate"
    properties = {"listenerArn": REPLACES, "certificateArn": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Add the certificate to the listener."""
        listener, certificate = props["listenerArn"], props["certificateArn"]
        aws.client("elbv2").add_listener_certificates(
            ListenerArn=listener, Certificates=[{"CertificateArn": certificate}]
        )
        return f"{listener}_{certificate}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the certificate, if the listener has it."""
        listener, _, certificate = id.partition("_")
        found = aws.client("elbv2").describe_listener_certificates(ListenerArn=listener)["Certificates"]
        further = [one["CertificateArn"] for one in found if not one["IsDefault"]]
        return {"listenerArn": listener, "certificateArn": certificate} if certificate in further else None

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the certificate away from the listener."""
        listener, _, certificate = id.partition("_")
        aws.client("elbv2").remove_listener_certificates(
            ListenerArn=listener, Certificates=[{"CertificateArn": certificate}]
        )


RESOURCES: Final = (Listener(), ListenerCertificate())
