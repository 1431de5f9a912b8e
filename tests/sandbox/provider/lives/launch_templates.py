"""Launch templates of Amazon EC2."""

import base64
from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import GROUP, Life, World

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
NEWEST_IMAGE = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


def user_data(script: str) -> str:
    return base64.b64encode(script.encode()).decode()


def template(world: World, **more: Any) -> Props:
    """Return what a template is made of as a web service has it."""
    return {
        "name": world.name(),
        "description": "Says why",
        "imageId": NEWEST_IMAGE,
        "instanceType": "t3.micro",
        "userData": user_data("#!/bin/sh\necho one\n"),
        "ebsOptimized": "true",
        "iamInstanceProfile": {"name": "web"},
        "vpcSecurityGroupIds": [world.make(GROUP, vpcId=world.vpc()).id],
        "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1, "httpEndpoint": "enabled"},
        "monitoring": {"enabled": True},
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {
                    "deleteOnTermination": "true",
                    "encrypted": "true",
                    "kmsKeyId": world.key(),
                    "volumeSize": 20,
                    "volumeType": "gp3",
                    "iops": 3000,
                    "throughput": 125,
                },
            }
        ],
        "tagSpecifications": [{"resourceType": "instance", "tags": {"Name": "web"}}],
        **more,
    }


def chosen(world: World) -> Props:
    """Return what a template is made of that says what instances may be like, and which interfaces they have."""
    return {
        "name": world.name(),
        "imageId": "ami-12345678",
        "instanceRequirements": {
            "memoryMib": {"min": 2048, "max": 8192},
            "vcpuCount": {"min": 2},
            "memoryGibPerVcpu": {"min": 1.5},
            "cpuManufacturers": ["amazon-web-services"],
            "burstablePerformance": "excluded",
        },
        "networkInterfaces": [
            {
                "deviceIndex": 0,
                "associatePublicIpAddress": "false",
                "deleteOnTermination": "true",
                "securityGroups": ["sg-12345678"],
                "subnetId": "subnet-12345678",
            }
        ],
        "placement": {"tenancy": "default", "availabilityZone": "eu-west-1a"},
        "updateDefaultVersion": True,
    }


LIVES = (
    Life(
        token=TEMPLATE,
        making=template,
        changing=lambda _: {
            "imageId": "ami-87654321",
            "userData": user_data("#!/bin/sh\necho two\n"),
            "creditSpecification": {"cpuCredits": "standard"},
            "disableApiStop": True,
            "disableApiTermination": True,
            "enclaveOptions": {"enabled": True},
            "instanceInitiatedShutdownBehavior": "terminate",
            "instanceMarketOptions": {"marketType": "spot", "spotOptions": {"maxPrice": "0.1"}},
            "maintenanceOptions": {"autoRecovery": "disabled"},
            "privateDnsNameOptions": {"hostnameType": "resource-name", "enableResourceNameDnsARecord": True},
            "cpuOptions": {"coreCount": 1, "threadsPerCore": 1},
            "tagSpecifications": [
                {"resourceType": "instance", "tags": {"Name": "api"}},
                {"resourceType": "volume", "tags": {"Name": "api"}},
            ],
        },
        missing="lt-12345678",
    ),
    Life(
        token=TEMPLATE,
        what="by requirements",
        making=chosen,
        changing=lambda _: {"networkInterfaces": [{"deviceIndex": 0, "associatePublicIpAddress": "true"}]},
        missing="lt-12345678",
        not_told=frozenset({"updateDefaultVersion"}),
    ),
)
