"""Amazon EC2; the parts of a network have more lives in network_parts."""

from strongroom.sandbox.provider.wire import Props

from .world import LOG_GROUP, REGION, SUBNET, TABLE, VPC, Life, World

GATEWAY, EIP, NAT = "aws:ec2/internetGateway:InternetGateway", "aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway"
ROUTE, ASSOCIATION = "aws:ec2/route:Route", "aws:ec2/routeTableAssociation:RouteTableAssociation"
DEFAULT_GROUP, FLOW_LOG = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "aws:ec2/flowLog:FlowLog"


def route(world: World) -> Props:
    vpc = world.vpc()
    gateway = world.make(GATEWAY, vpcId=vpc).id
    table = world.make(TABLE, vpcId=vpc).id
    return {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway}


def association(world: World) -> Props:
    vpc = world.vpc()
    subnet = world.make(SUBNET, vpcId=vpc, cidrBlock="10.0.1.0/24").id
    return {"routeTableId": world.make(TABLE, vpcId=vpc).id, "subnetId": subnet}


def flow_log(world: World) -> Props:
    return {
        "vpcId": world.vpc(),
        "trafficType": "ALL",
        "logDestination": world.make(LOG_GROUP).outputs["arn"],
        "iamRoleArn": world.role().outputs["arn"],
        "maxAggregationInterval": 60,
    }


LIVES = (
    Life(
        token=VPC,
        making=lambda _: {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True},
        changing=lambda _: {"enableDnsHostnames": False, "enableDnsSupport": False},
        missing="vpc-12345678",
    ),
    Life(
        token=SUBNET,
        making=lambda world: {
            "vpcId": world.vpc(),
            "cidrBlock": "10.0.1.0/24",
            "availabilityZone": f"{REGION}b",
        },
        changing=lambda _: {"mapPublicIpOnLaunch": True},
    ),
    Life(
        token=GATEWAY,
        making=lambda world: {"vpcId": world.vpc()},
        changing=lambda world: {"vpcId": world.vpc()},
    ),
    Life(token=EIP, making=lambda _: {"domain": "vpc"}, missing="eipalloc-12345678"),
    Life(token=NAT, making=lambda world: {"subnetId": world.subnet(), "allocationId": world.make(EIP).id}),
    Life(token=TABLE, making=lambda world: {"vpcId": world.vpc()}),
    Life(token=ROUTE, making=route, missing="rtb-12345678_0.0.0.0/0"),
    Life(token=ASSOCIATION, making=association),
    Life(token=DEFAULT_GROUP, making=lambda world: {"vpcId": world.vpc()}, kept=True),
    Life(token=FLOW_LOG, making=flow_log),
)
